"""Chance with a seed: picks by weight, moments in working hours, people and companies."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from stdnum import luhn

from alignment.web.business_days import add_working_days, is_working_day, local_date, zone
from leads import identifiers, reference
from leads.demo import words
from leads.models import Company, Contact

OPENS, CLOSES = time(8, 30), time(18, 0)
# No such SIREN is given out: the first digits keep the demo apart from real companies.
SIREN_FROM = 99_100_000
LANDLINE, MOBILE = "+33199{:06d}", "+3363998{:04d}"


class Chance(random.Random):
    """The same seed tells the same story."""

    def weighted(self, pairs: Sequence[tuple[Any, int]]) -> Any:
        """One of the values, as often as its weight says."""
        return self.choices([value for value, _w in pairs], [weight for _v, weight in pairs])[0]

    def happens(self, share: float) -> bool:
        return self.random() < share

    def at_work(self, moment: datetime) -> datetime:
        """The moment, or when the office next opens (a little later)."""
        local = moment.astimezone(zone())
        day, hour = local.date(), local.time()
        if is_working_day(day) and OPENS <= hour <= CLOSES:
            return moment
        if not is_working_day(day) or hour > CLOSES:
            day = add_working_days(day, 1)
        opening = datetime.combine(day, OPENS, tzinfo=zone())
        return opening + timedelta(minutes=self.randint(1, 100))

    def after(self, moment: datetime, low: float, high: float) -> datetime:
        """Between low and high hours later, in working hours."""
        return self.at_work(moment + timedelta(hours=self.uniform(low, high)))

    def days_after(self, moment: datetime, low: float, high: float) -> datetime:
        """Between low and high calendar days later, in working hours."""
        return self.after(moment, low * 24, high * 24)


class Directory:
    """Companies and people of the demo's world, each invented once."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.companies: list[Company] = []
        self.contacts: list[Contact] = []
        self.names: set[str] = set()

    def company(self, at: datetime, in_target: bool = True) -> Company:
        """A new company, in the target's trades or not."""
        chance = self.chance
        postal_code, city = chance.choice(words.PLACES)
        departement = reference.departement_of(postal_code, city)
        name = self._name(city)
        site = identifiers.search_key(name).replace(" ", "-")
        stem = f"{SIREN_FROM + len(self.companies):08d}"
        company = Company(
            name=name,
            name_key=identifiers.name_key(name)[:160],
            siren=stem + luhn.calc_check_digit(stem),
            naf_code=chance.choice(words.IN_TARGET if in_target else words.OFF_TARGET),
            workforce_band=chance.weighted(words.BANDS),
            postal_code=postal_code,
            city=city,
            departement=departement,
            region=reference.region_of(departement),
            website=f"https://www.{site}.example",
            domain=f"{site}.example",
            created_at=at,
            changed_at=at,
        )
        self.companies.append(company)
        return company

    def contact(self, company: Company, at: datetime) -> Contact:
        """Somebody who works there."""
        chance, number = self.chance, len(self.contacts)
        first, last = chance.choice(words.FIRST_NAMES), chance.choice(words.LAST_NAMES)
        parts = (identifiers.search_key(part).replace(" ", "") for part in (first, last))
        contact = Contact(
            company=company,
            first_name=first,
            last_name=last,
            name_key=identifiers.person_key(first, last),
            job_title=_job(first, chance.weighted(words.JOBS)),
            email=f"{'.'.join(parts)}@{company.domain}",
            phone=LANDLINE.format(number),
            mobile=MOBILE.format(number) if chance.happens(0.6) else "",
            informed_on=local_date(at),
            created_at=at,
            changed_at=at,
        )
        self.contacts.append(contact)
        return contact

    def _name(self, city: str) -> str:
        """A name that no other company of the demo has; its town tells it apart at last."""
        chance, tries = self.chance, 0
        while True:
            stem = f"{chance.choice(words.KINDS)} {chance.choice(words.HOUSES)}"
            name = stem if tries < 5 else f"{stem} {city} {len(self.companies)}"
            tries += 1
            if name not in self.names:
                self.names.add(name)
                return f"{name}{chance.choice(words.FORMS)}"


def _job(first_name: str, job: str) -> str:
    """The job as the person's card says it."""
    return words.JOBS_OF_WOMEN.get(job, job) if first_name in words.WOMEN else job
