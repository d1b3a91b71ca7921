"""One's tasks in one's own calendar, by a private address."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from icalendar import Calendar

from alignment.web.business_days import DAY, local_date
from alignment.web.logs import without_people
from leads import calendars, todo
from leads.models import CalendarFeed
from tests import factories


def events_of(user):
    return {
        str(e["summary"]): e for e in Calendar.from_ical(calendars.written(user)).walk("VEVENT")
    }


def test_hours_are_in_utc_and_days_are_days(sam):
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    todo.plan_task(by=sam, title="Réunion; à, Lyon", starts_at=at, ends_at=at + timedelta(hours=1))
    today = local_date(timezone.now())
    todo.plan_task(by=sam, title="Devis", due_on=today)
    found = events_of(sam)
    assert found["Réunion; à, Lyon"].decoded("dtstart") == at
    assert found["Réunion; à, Lyon"].decoded("dtend") == at + timedelta(hours=1)
    assert found["Devis"].decoded("dtstart") == today
    assert found["Devis"].decoded("dtend") == today + DAY
    raw = calendars.written(sam).decode()
    assert at.strftime("DTSTART:%Y%m%dT%H%M%SZ") in raw
    assert "DTSTART;VALUE=DATE:" in raw
    assert all(len(line) <= 75 for line in raw.encode().split(b"\r\n"))


def test_what_was_done_or_given_up_says_so(sam):
    today = local_date(timezone.now())
    todo.finish(todo.plan_task(by=sam, title="Fait", due_on=today), by=sam)
    todo.give_up(todo.plan_task(by=sam, title="Abandonné", due_on=today), by=sam)
    found = events_of(sam)
    assert found["✓ Fait"]["status"] == "CONFIRMED"
    assert found["Abandonné"]["status"] == "CANCELLED"


def test_only_titles_of_the_owners_tasks_leave_the_house(sam, maya):
    lead = factories.accepted(sam)
    today = local_date(timezone.now())
    todo.plan_task(
        by=sam, title="Rappeler", lead=lead, due_on=today, note="Confidentiel", place="12 rue X"
    )
    todo.plan_task(by=maya, title="À Maya", due_on=today)
    raw = calendars.written(sam).decode()
    assert "Rappeler" in raw
    for hidden in ("Confidentiel", "rue X", "Maya", lead.company.name, lead.contact.last_name):
        assert hidden not in raw


def test_the_address_is_kept_as_a_digest_and_renewed(sam):
    first = calendars.renew(by=sam)
    assert first not in str(CalendarFeed.objects.values().get())
    second = calendars.renew(by=sam)
    assert calendars.find(first) is None
    assert calendars.find(second).owner == sam
    calendars.revoke(by=sam)
    assert calendars.find(second) is None


def test_it_ends_when_the_person_leaves(sam):
    secret = calendars.renew(by=sam)
    sam.is_active = False
    sam.save()
    assert calendars.find(secret) is None


def test_a_calendar_reads_it_without_a_session(page, sam):
    todo.plan_task(by=sam, title="Devis", due_on=local_date(timezone.now()))
    secret = calendars.renew(by=sam)
    answer = page().get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert CalendarFeed.objects.get().read_at


def test_guesses_and_greed_are_stopped(page, sam):
    secret = calendars.renew(by=sam)
    codes = [page().get(f"/calendar/{secret}.ics").status_code for _n in range(32)]
    assert codes[0] == 200 and codes[-1] == 429
    codes = [page().get(f"/calendar/{'a' * 42}{n % 10}.ics").status_code for n in range(25)]
    assert codes[0] == 404 and codes[-1] == 429


def test_the_address_is_shown_once(page, sam):
    browser = page(sam)
    text = browser.post("/my-day/calendar/").content.decode()
    assert "/calendar/" in text and ".ics" in text
    assert ".ics" not in browser.get("/my-day/calendar/").content.decode()
    browser.post("/my-day/calendar/revoke/")
    assert not CalendarFeed.objects.exists()


def test_no_log_keeps_the_address(page, sam, caplog):
    secret = calendars.renew(by=sam)
    for _n in range(32):
        page().get(f"/calendar/{secret}.ics")
    assert secret in caplog.text
    assert secret not in without_people(caplog.text)
