"""What people of the demo mean to do, second people on leads, a key account."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from alignment.people.models import User
from alignment.web.business_days import add_working_days, local_date, zone
from leads.choices import ContactRole, Stage, TaskKind
from leads.demo.story import Cycle
from leads.identifiers import person_key, search_key
from leads.models import Company, Contact, Lead, Party, Task
from leads.parsing.plans import kind_of
from leads.todo import FOLLOWED, usual_reminder

# (who, working days from today, from, to, kind, what)
Line = tuple[str, int, time | None, time | None, TaskKind, str]
CALL, TODO, MEETING, EMAIL = TaskKind.CALL, TaskKind.TODO, TaskKind.MEETING, TaskKind.EMAIL
LINES: tuple[Line, ...] = (
    ("sam", -1, None, None, TODO, "Relire le contrat cadre avec la direction"),
    ("sam", 0, time(14), time(15), MEETING, "Visio : plans de la nouvelle ligne"),
    ("sam", 0, None, None, EMAIL, "Répondre à l'appel d'offres de la région"),
    ("sam", 2, time(9, 30), time(11), MEETING, "Visite de l'atelier avec le bureau d'études"),
    ("maya", 0, time(11), time(11, 30), CALL, "Appeler l'organisateur du salon"),
    ("maya", 0, None, None, TODO, "Relire l'étude de cas tôlerie"),
    ("maya", 1, None, None, EMAIL, "Envoyer l'invitation au webinaire"),
    ("ines", 0, None, None, TODO, "Valider le budget des campagnes de janvier"),
    ("ines", 3, time(10), time(11), MEETING, "Point contenu avec l'agence"),
    ("paul", 0, time(16), time(16, 30), MEETING, "Point des ventes"),
    ("paul", -2, None, None, TODO, "Préparer l'entretien d'Hugo"),
    ("chloe", 0, time(10), time(10, 15), CALL, "Rappeler pour la remise des plans"),
    ("chloe", 1, None, None, TODO, "Chiffrer les trois variantes"),
    ("hugo", 0, None, None, TODO, "Envoyer l'échantillon en inox"),
    ("hugo", 2, time(15), time(16), MEETING, "Démonstration au client"),
    ("lea", 0, None, None, EMAIL, "Relancer les inscrits du webinaire"),
    ("lea", 1, time(14), time(14, 30), CALL, "Appeler les trois demandes de prix"),
    ("dana", 0, None, None, TODO, "Lire la note de la semaine"),
    ("dana", 1, time(9), time(10), MEETING, "Comité de direction"),
)  # fmt: skip
PLAN = (
    "Objectif : équiper leur second site avant l'été.\n"
    "Avec qui : le bureau d'études d'abord, les achats ensuite.\n"
    "Prochaine étape : une visite de notre atelier."
)
SECONDS = (
    ("Nadia", "Ferrand", "Responsable des achats", ContactRole.BUYER),
    ("Éric", "Vaillant", "Chef d'atelier", ContactRole.USER),
)


def plan(cycles: Iterable[Cycle], people: dict[str, User], now: datetime) -> int:
    """Write tasks, parties and a key account; nobody is told. Returns how many tasks."""
    leads = [cycle.lead for cycle in cycles]
    day = local_date(now)
    tasks = [*_next_actions(leads), *(_task(line, people, day) for line in LINES)]
    for task in tasks:
        task.created_by, task.created_at = task.owner, now - timedelta(days=1)
        task.changed_at = task.created_at
        task.remind_at = usual_reminder(task)
        # What came due before today was told then.
        if task.remind_at and task.remind_at <= now:
            task.reminded_at = task.remind_at
    Task.objects.bulk_create(tasks)
    _people(leads, people["sam"], now)
    return len(tasks)


def _next_actions(leads: Iterable[Lead]) -> Iterator[Task]:
    """The next action of a lead is its owner's task."""
    for lead in leads:
        if lead.stage in (*FOLLOWED, Stage.OPPORTUNITY) and lead.owner and lead.next_action_on:
            title = lead.next_action
            if title:
                yield Task(
                    title=title, kind=kind_of(title), owner=lead.owner, lead=lead,
                    contact=lead.contact, due_on=lead.next_action_on,
                )  # fmt: skip


def _task(line: Line, people: dict[str, User], day: date) -> Task:
    who, ahead, starts, ends, kind, title = line
    due_on = add_working_days(day, ahead)
    return Task(
        title=title,
        kind=kind,
        owner=people[who],
        due_on=due_on,
        starts_at=datetime.combine(due_on, starts, tzinfo=zone()) if starts else None,
        ends_at=datetime.combine(due_on, ends, tzinfo=zone()) if ends else None,
    )


def _people(leads: Iterable[Lead], sam: User, now: datetime) -> None:
    """Two leads of Sam have a second person; the company of the first is a key account of his."""
    his = [lead for lead in leads if lead.owner == sam and lead.stage in FOLLOWED and lead.company]
    for lead, (first_name, last_name, job_title, role) in zip(his, SECONDS, strict=False):
        person = Contact.objects.create(
            company=lead.company, first_name=first_name, last_name=last_name, job_title=job_title,
            name_key=person_key(first_name, last_name), source="website",
            email=f"{search_key(first_name)}.{search_key(last_name)}@{_domain(lead)}",
            phone="+33199005999", created_at=now, changed_at=now,
        )  # fmt: skip
        Party.objects.create(lead=lead, contact=person, role=role, added_by=sam, added_at=now)
    for lead in his[:1]:
        if lead.company:
            account = Company.objects.filter(pk=lead.company.pk)
            account.update(is_strategic=True, owner=sam, plan=PLAN)


def _domain(lead: Lead) -> str:
    address = lead.contact.email if lead.contact else ""
    return address.partition("@")[2] or "ateliers-morel.example"
