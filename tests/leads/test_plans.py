"""One line says what to do and when, in French and in English."""

from datetime import date, datetime, time

import pytest

from leads.parsing.plans import read_plan

# A Monday.
NOW = datetime(2026, 11, 23, 9, 30)

LINES = [
    ("rappeler mardi 10h Claire", "Rappeler Claire", "call", date(2026, 11, 24), time(10)),
    ("Rappeler Claire demain à 14h30", "Rappeler Claire", "call", date(2026, 11, 24), time(14, 30)),
    ("envoyer le devis vendredi", "Envoyer le devis", "todo", date(2026, 11, 27), None),
    ("call Claire back Friday 2pm", "Call Claire back", "call", date(2026, 11, 27), time(14)),
    ("call back on Tuesday at 10", "Call back", "call", date(2026, 11, 24), time(10)),
    ("rappeler lundi", "Rappeler", "call", date(2026, 11, 30), None),
    ("démo le 3 décembre à 9h", "Démo", "meeting", date(2026, 12, 3), time(9)),
    ("rdv 04/01 10:30", "Rdv", "meeting", date(2027, 1, 4), time(10, 30)),
    ("meeting Dec 3 at 4:15 pm", "Meeting", "meeting", date(2026, 12, 3), time(16, 15)),
    ("relancer dans 3 jours", "Relancer", "todo", date(2026, 11, 26), None),
    ("relancer dans une semaine", "Relancer", "todo", date(2026, 11, 30), None),
    ("follow up in 2 weeks", "Follow up", "todo", date(2026, 12, 7), None),
    ("point la semaine prochaine", "Point", "todo", date(2026, 11, 30), None),
    ("facture fin du mois", "Facture", "todo", date(2026, 11, 30), None),
    ("appeler après-demain midi", "Appeler", "call", date(2026, 11, 25), time(12)),
    ("écrire à Paul aujourd’hui", "Écrire à Paul", "email", date(2026, 11, 23), None),
    ("appeler 11h", "Appeler", "call", date(2026, 11, 23), time(11)),
    ("appeler 8h", "Appeler", "call", date(2026, 11, 24), time(8)),
    ("appeler cet après-midi", "Appeler", "call", date(2026, 11, 23), time(14)),
    ("relancer le 15", "Relancer", "todo", date(2026, 12, 15), None),
    ("relancer le 2026-12-24", "Relancer", "todo", date(2026, 12, 24), None),
    ("mardi en huit : visite atelier", "Visite atelier", "meeting", date(2026, 12, 1), None),
]


@pytest.mark.parametrize(("line", "title", "kind", "day", "hour"), LINES)
def test_a_line_is_read(line, title, kind, day, hour):
    plan = read_plan(line, NOW)
    assert (plan.title, plan.kind, plan.due_on, plan.starts) == (title, kind, day, hour)


def test_a_meeting_has_an_end_when_it_is_said():
    plan = read_plan("réunion jeudi 10h-11h30 avec Sam", NOW)
    assert (plan.starts, plan.ends) == (time(10), time(11, 30))
    assert plan.title == "Réunion avec Sam"


@pytest.mark.parametrize(
    "line",
    [
        "Chiffrer les 3 machines", "Sam et Mona", "Devis de 12 500 €",
        "Envoyer 31/02", "Remise de 10 %", "Usine de Mars", "Norme 9001:2015", "",
    ],
)  # fmt: skip
def test_what_says_no_day_is_left_alone(line):
    plan = read_plan(line, NOW)
    assert (plan.title, plan.due_on, plan.starts) == (line, None, None)


def test_a_very_long_line_is_read_at_once():
    assert read_plan("10h " * 50_000, NOW).starts == time(10)
    assert len(read_plan("x" * 100_000, NOW).title) <= 300


def test_the_end_of_january_plus_a_month_is_the_end_of_february():
    plan = read_plan("relancer dans 1 mois", datetime(2027, 1, 31, 9))
    assert plan.due_on == date(2027, 2, 28)
