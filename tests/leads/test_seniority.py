"""Job titles in French and English: the say and the trade."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.vision.choices import Seniority
from leads.seniority import JobFunction, function_of, is_job_title, seniority_of


@pytest.mark.parametrize(
    ("title", "seniority", "function"),
    [
        ("Gérante", "decider", "general"),
        ("Président-directeur général", "decider", "general"),
        ("P.D.G.", "decider", "general"),
        ("DSI", "decider", "it"),
        ("Directrice des achats", "decider", "purchasing"),
        ("Dir. commercial", "decider", "sales"),
        ("DRH", "decider", "people"),
        ("DAF", "decider", "finance"),
        ("Co-fondatrice", "decider", "general"),
        ("Chief Technology Officer (CTO)", "decider", "it"),
        ("Directeur de projet", "manager", ""),
        ("Responsable achats", "manager", "purchasing"),
        ("Cheffe de produit", "manager", "research"),
        ("Head of Marketing", "manager", "marketing"),
        ("Conducteur de travaux", "manager", "production"),
        ("Responsable QSE", "manager", "quality"),
        ("Acheteuse", "specialist", "purchasing"),
        ("Technico-commercial", "specialist", "sales"),
        ("Chargé de communication", "specialist", "marketing"),
        ("Ingénieure méthodes", "specialist", "production"),
        ("Assistante de direction", "assistant", ""),
        ("Assistant du directeur général", "assistant", "general"),
        ("Stagiaire marketing", "assistant", "marketing"),
        ("", "", ""),
        ("Jardin potager", "", ""),
    ],
)
def test_a_title_tells_the_say_and_the_trade(title, seniority, function):
    assert (seniority_of(title), function_of(title)) == (seniority, function)


def test_titles_are_told_from_other_words():
    assert is_job_title("Responsable achats")
    assert not is_job_title("Claire Martin")


@given(st.text())
def test_any_text_gives_known_codes(text):
    assert seniority_of(text) in {"", *Seniority.values}
    assert function_of(text) in {"", *JobFunction.values}
