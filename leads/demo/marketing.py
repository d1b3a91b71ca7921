"""What marketing runs in the demo: UTM words, costs, audiences, web forms and their answers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from alignment.people.models import User
from alignment.web.business_days import DAY, add_months, local_date, months_between
from leads.choices import CostKind, MemberState
from leads.demo.chance import Chance
from leads.models import Campaign, Contact, Cost, FormAnswer, Member, Touch, WebForm
from leads.webforms import DEFAULT_NOTICE

SEED = 41
BATCH = 500
# Of each channel: where its links stand, and what kind of link it is.
MARKS = {
    "content": ("site", "download"),
    "webinar": ("lettre", "email"),
    "paid_search": ("google", "cpc"),
    "social": ("linkedin", "social"),
    "email": ("lettre", "email"),
    "website": ("google", "organic"),
    "demo_request": ("google", "organic"),
}
GOALS = {
    "event": "25 contacts qualifiés sur le stand",
    "content": "10 téléchargements par mois",
    "webinar": "40 inscrits, 8 rendez-vous",
    "paid_search": "6 demandes de devis par mois",
    "social": "Faire connaître l'atelier des bureaux d'études",
    "email": "Réveiller les contacts de plus de six mois",
    "partner": "Deux affaires apportées par trimestre",
}
# Parts of a campaign's budget, as they were paid.
PARTS = {
    "event": ((CostKind.MEDIA, "Stand et badges", 62), (CostKind.TRAVEL, "Déplacements", 23),
              (CostKind.CONTENT, "Impression", 11)),
    "webinar": ((CostKind.TOOL, "Salle virtuelle", 45), (CostKind.CONTENT, "Animation", 50)),
    "paid_search": ((CostKind.MEDIA, "Enchères", 97),),
}  # fmt: skip
SHARED = (
    (CostKind.SALARIES, "Équipe marketing", 7800),
    (CostKind.SALES, "Équipe commerciale", 21500),
    (CostKind.TOOL, "Logiciels partagés", 240),
)
ANSWERS = ("Intéressé par la découpe 6 mm", "Rappeler après l'été", "Veut visiter l'atelier",
           "A pris la plaquette", "Projet en 2027", "Demande un devis pour 200 pièces")  # fmt: skip
QUOTE = (("last_name", True), ("first_name", False), ("email", True), ("phone", False),
         ("company", True), ("need", True))  # fmt: skip
GUIDE = (("last_name", True), ("email", True), ("company", True), ("job_title", False))


def run(*, now: datetime, months: int) -> None:
    """Write it over the demo company as it stands; the same each time."""
    chance, people = Chance(SEED), _people()
    campaigns = list(Campaign.objects.order_by("pk"))
    _name(campaigns, people)
    Cost.objects.bulk_create(_costs(campaigns, people, now, months))
    _mark_touches(campaigns)
    Member.objects.bulk_create(_audiences(campaigns, chance, people, now), batch_size=BATCH)
    for form in _forms(campaigns, people, now):
        FormAnswer.objects.bulk_create(_answers(form, chance), batch_size=BATCH)


def _people() -> dict[str, User]:
    return {user.email.partition("@")[0]: user for user in User.objects.with_teams()}


def _name(campaigns: list[Campaign], people: dict[str, User]) -> None:
    for row in campaigns:
        row.utm_campaign = slugify(row.name)[:60]
        row.goal = GOALS.get(row.channel, "")
        row.owner = people["maya"]
    Campaign.objects.bulk_update(campaigns, ["utm_campaign", "goal", "owner"])


def _costs(
    campaigns: list[Campaign], people: dict[str, User], now: datetime, months: int
) -> Iterator[Cost]:
    """Bills of the campaigns that have some; the others go by their budget. Then what is shared."""
    today = local_date(now)
    for row in campaigns:
        if row.starts_on is None or row.starts_on > today or row.budget is None:
            continue
        last = min(row.ends_on or row.starts_on + timedelta(days=364), today)
        whole = (row.ends_on or row.starts_on + timedelta(days=364)) - row.starts_on
        done = Decimal((last - row.starts_on).days + 1) / (whole.days + 1)
        for kind, label, share in PARTS.get(row.channel, ()):
            amount = (row.budget * share / 100 * done).quantize(Decimal("0.01"))
            yield Cost(campaign=row, kind=kind, label=label, amount=amount,
                       starts_on=row.starts_on, ends_on=last, by=people["maya"])  # fmt: skip
    for month in months_between(add_months(today, -months), today):
        last = add_months(month, 1) - DAY
        for kind, label, euros in SHARED:
            yield Cost(kind=kind, label=label, amount=Decimal(euros), starts_on=month, ends_on=last,
                       by=people["dana"])  # fmt: skip


def _mark_touches(campaigns: list[Campaign]) -> None:
    """The links that brought people carry their words; fairs and calls have none."""
    names = {row.pk: row.utm_campaign for row in campaigns}
    changed = []
    for touch in Touch.objects.filter(source__in=MARKS).select_related("lead").order_by("pk"):
        source, medium = MARKS[touch.source]
        campaign = touch.campaign_id or (touch.lead and touch.lead.campaign_id)
        touch.utm = {"utm_source": source, "utm_medium": medium}
        if campaign:
            touch.utm["utm_campaign"] = names[campaign]
            touch.campaign_id = campaign
        touch.first_utm = touch.utm
        changed.append(touch)
    Touch.objects.bulk_update(changed, ["utm", "first_utm", "campaign"], batch_size=BATCH)


def _audiences(
    campaigns: list[Campaign], chance: Chance, people: dict[str, User], now: datetime
) -> Iterator[Member]:
    """Who came by a campaign answered it; others were invited, reached or said no."""
    asked = list(Contact.objects.exclude(erased_at__isnull=False).order_by("pk")[:240])
    for row in campaigns:
        start = datetime.combine(row.starts_on or local_date(now), now.timetz())
        came: dict[int, Any] = {}
        for touch in Touch.objects.filter(lead__campaign=row).order_by("occurred_at", "pk"):
            came.setdefault(touch.contact_id or 0, touch)
        for key, touch in came.items():
            if key:
                yield Member(campaign=row, contact_id=key, state=MemberState.ANSWERED, touch=touch,
                             answer=chance.choice(ANSWERS) if row.channel == "event" else "",
                             answered_at=touch.occurred_at, added_by=people["maya"],
                             added_at=min(start, touch.occurred_at))  # fmt: skip
        if row.channel in ("event", "webinar", "email"):
            for contact in chance.sample(asked, min(len(asked), 30)):
                if contact.pk not in came:
                    states = ("planned", "reached", "reached", "declined")
                    state = chance.choice(states if start <= now else states[:1])
                    yield Member(campaign=row, contact=contact, state=state,
                                 added_by=people["maya"], added_at=min(start, now))  # fmt: skip


def _forms(campaigns: list[Campaign], people: dict[str, User], now: datetime) -> Iterator[WebForm]:
    guide = next((row for row in campaigns if row.channel == "content"), None)
    first = min((row.created_at for row in campaigns), default=now)
    for name, title, intro, asked, source, kind, campaign, sites in (
        ("Demande de devis", "Un devis pour vos pièces ?", "Réponse sous deux jours ouvrés.",
         QUOTE, "demo_request", "demo_request", None, "https://www.ateliers-morel.example"),
        ("Livre blanc tôlerie", "Réduire le délai de tôlerie : le guide", "",
         GUIDE, "content", "content", guide, ""),
    ):  # fmt: skip
        yield WebForm.objects.create(
            name=name, title=title, intro=intro, source=source, touch_kind=kind, campaign=campaign,
            fields=[{"key": key, "label": "", "required": must} for key, must in asked],
            consent="J'accepte de recevoir la lettre « L'atelier », quatre fois par an.",
            notice=str(DEFAULT_NOTICE).format(company="Ateliers Morel"),
            embed_on=sites, created_by=people["maya"], marketer=people["maya"], created_at=first,
        )  # fmt: skip


def _answers(form: WebForm, chance: Chance) -> Iterator[FormAnswer]:
    """Leads of the form's source came through it, as far as they say who they are."""
    found = Touch.objects.filter(source=form.source, contact__isnull=False, lead__isnull=False)
    keys = [row["key"] for row in form.fields]
    for touch in found.select_related("lead__company", "contact").order_by("pk")[:120]:
        contact, lead = touch.contact, touch.lead
        if contact is None or lead is None or contact.erased_at:
            continue
        values = {name: getattr(contact, name, "") for name in keys if name != "company"}
        values["company"] = lead.company.name if lead.company else ""
        values["need"] = lead.need
        yield FormAnswer(
            form=form, lead=lead, contact=contact, utm=touch.utm, first_utm=touch.first_utm,
            values={name: values[name] for name in keys if values.get(name)},
            consented=chance.happens(0.4), is_new_lead=True, received_at=touch.occurred_at,
            page="https://www.ateliers-morel.example/" + slugify(form.name),
        )  # fmt: skip
