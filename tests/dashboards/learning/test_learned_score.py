"""The learned score on tables whose truth is known."""

import csv
import json
import math

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from alignment.web.errors import Refused
from dashboards.learning.columns import Column
from dashboards.learning.outcomes import outcomes_of
from dashboards.learning.recognising import Left, LeftOut, recognise
from dashboards.learning.score import from_plain
from dashboards.learning.training import train


def leads(n, seed=1, base=-0.5):
    """Texts by column, outcomes, and the true chance of each: correlated, bent, with holes."""
    chance = np.random.default_rng(seed)
    sector = chance.choice(["Industrie", "BTP", "Services"], n, p=[0.3, 0.3, 0.4])
    size = np.exp(chance.normal(3, 1, n)) * np.where(sector == "Industrie", 2.5, 1)
    age = chance.uniform(0, 40, n)
    source = chance.choice(["Salon", "Web", "Appel"], n)
    again = np.where(chance.random(n) < 0.95, source, "Web")
    logit = (
        base + (sector == "Industrie") + 0.5 * (np.log(size) - 3.5)
        - ((age - 20) / 12) ** 2 * 0.8 + 0.9 * (source == "Appel")
    )  # fmt: skip
    true = 1 / (1 + np.exp(-logit))
    y = (chance.random(n) < true).astype(int)
    table = {
        "Secteur": [str(each) for each in sector],
        "Effectif": [f"{each:.2f}".replace(".", ",") for each in size],
        "Âge": [f"{each:.1f}".replace(".", ",") for each in age],
        "Source": [str(each) for each in source],
        "Canal": [str(each) for each in again],
        "Budget": [f"{each * 900:.0f} €" if each > 20 else "" for each in size],
        "Pays": ["FR"] * n,
        "E-mail": [f"p{each}@exemple.fr" for each in range(n)],
    }  # fmt: skip
    return table, [int(each) for each in y], true


@pytest.fixture(scope="module")
def trained():
    table, y, _true = leads(1200)
    return train(table, y, outcome="Issue")


def test_it_ranks_rows_held_back_better_than_naive_bayes_and_says_chances_nearer(trained):
    q = trained.quality
    assert q["learns"]
    assert q["auc"] > q["naive_auc"] > 0.6
    assert q["log_loss"] < q["naive_log_loss"]
    assert q["log_loss"] < q["base_log_loss"]
    assert q["auc_low"] < q["auc"] < q["auc_high"]


def test_its_interval_holds_the_true_chance_of_most_unseen_leads(trained):
    table, _y, true = leads(300, seed=2)
    keys = [name.lower() for name in ("Secteur", "Effectif", "Source", "Canal", "Budget")]
    held = 0
    for at in range(300):
        row = dict(zip(keys, (table[name.capitalize()][at] for name in keys), strict=True))
        said = trained.score.say(row | {"age": table["Âge"][at]})
        assert said.low <= said.chance <= said.high
        held += said.low <= true[at] <= said.high
    assert held / 300 > 0.85


def test_a_row_is_the_average_plus_its_reasons(trained):
    row = {"secteur": "Industrie", "effectif": "40,0", "age": "20,0", "source": "Appel"}
    score, said = trained.score, trained.score.say(row)
    average = score.coefs[-1] + sum(c * m for c, m in zip(score.coefs, score.mean, strict=False))
    logit = average + sum(each.weight for each in said.reasons)
    assert said.chance == pytest.approx(1 / (1 + math.exp(-logit)))
    industry = next(each for each in said.reasons if each.column == "Secteur")
    assert industry.value == "Industrie"
    assert industry.factor > 1.3


def test_training_twice_gives_the_same_score():
    table, y, _true = leads(300)
    assert train(table, y, outcome="x").score == train(table, y, outcome="x").score


def test_a_score_survives_json_and_a_broken_one_is_refused(trained):
    plain = json.loads(json.dumps(trained.score.plain()))
    row = {"secteur": "BTP"}
    assert from_plain(plain).say(row) == trained.score.say(row)
    for broken in (
        {}, [], {**plain, "coefs": plain["coefs"][:-1]},
        {**plain, "mean": ["nan"] * len(plain["mean"])},
        {**plain, "columns": [{**plain["columns"][0], "kind": "os.system"}]},
    ):  # fmt: skip
        with pytest.raises(Refused):
            from_plain(broken)


def test_chance_alone_is_said_to_teach_nothing():
    learned = 0
    for seed in range(6):
        chance = np.random.default_rng(seed)
        table = {"Secteur": [str(each) for each in chance.choice(list("ABCD"), 300)]}
        y = [int(each) for each in chance.random(300) < 0.4]
        learned += train(table, y, outcome="x").quality["learns"]
    assert learned <= 1  # one in forty is what an interval of 95 % lets pass


def test_a_column_that_tells_the_outcome_is_left_out_and_named():
    table, y, _true = leads(400)
    table["Signé par"] = ["Claire" if yes else "" for yes in y]
    table["Reste"] = [str(7 if yes else 3) for yes in y]
    table["Date de clôture"] = ["01/02/2025"] * 200 + ["03/04/2025"] * 200
    left = {each.name: each.why for each in train(table, y, outcome="x").left_out}
    assert left["Signé par"] == left["Reste"] == Left.TELLS
    assert left["Date de clôture"] == Left.LATER
    assert left["E-mail"] == Left.PERSON
    assert left["Pays"] == Left.SAME


@pytest.mark.parametrize(("n", "yes"), [(99, 40), (200, 19), (200, 181)])
def test_too_few_outcomes_are_refused(n, yes):
    with pytest.raises(Refused, match=str(n)):
        train(
            {"A": ["a", "b"] * (n // 2) + ["a"] * (n % 2)}, [1] * yes + [0] * (n - yes), outcome="x"
        )


def test_columns_are_read_as_people_write_them():
    dates = recognise("Créé le", [f"{day:02}/11/2025" for day in range(1, 29)])
    euros = recognise("CA", ["1 234,5 €", "12 k€", "0,125", "-3"] * 5)
    codes = recognise("Département", ["01", "59", "2A", "75"] * 5)
    assert isinstance(dates, Column) and isinstance(euros, Column) and isinstance(codes, Column)
    assert (dates.kind, euros.kind, codes.kind) == ("date", "number", "category")
    assert euros.knots == [-3, 0.125, 1234.5, 12000]
    assert euros.parts("6617,25") == [(3, 0.5), (4, 0.5)]
    assert euros.parts("?") == [(0, 1.0)]
    assert recognise("Réf", [f"A-{n}" for n in range(50)]) == LeftOut("Réf", Left.IDENTITY)


def test_outcomes_need_words_that_are_clear():
    read = outcomes_of(["Gagné", "perdu", "", "En cours"], column="Issue")
    assert read.values == [1, 0, None, None]
    for cells in (["rouge", "vert"], ["gagné", "gagné"], ["", ""], ["won", "bleu", "vert"]):
        with pytest.raises(Refused):
            outcomes_of(cells, column="Issue")
    assert outcomes_of(["rouge", "vert"], column="Issue", positive="VERT").values == [0, 1]


def test_the_commands_train_on_a_file_and_score_another(tmp_path, capsys):
    table, y, _true = leads(300)
    table["Issue"] = ["Gagné" if yes else "Perdu" for yes in y]
    past, model, out = tmp_path / "past.csv", tmp_path / "m.json", tmp_path / "out.csv"
    with past.open("w", encoding="cp1252", newline="") as text:
        lines = csv.writer(text, delimiter=";")
        lines.writerow(table)
        lines.writerows(zip(*table.values(), strict=True))
    call_command("train_score", past, outcome="issue", out=model)
    call_command("score", past, model=model, out=out)
    with out.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == 300
    assert 0 < float(rows[0]["low"]) <= float(rows[0]["probability"]) <= float(rows[0]["high"]) < 1
    assert "×" in rows[0]["reasons"]
    with pytest.raises(CommandError, match="Secteur"):
        call_command("train_score", past, outcome="nothing")
    with pytest.raises(CommandError):
        call_command("score", past, model=past)


@pytest.mark.django_db
def test_a_company_without_verdicts_is_told_how_many_it_takes(capsys):
    with pytest.raises(CommandError, match="100"):
        call_command("train_score")
