"""Few rows cannot tell the settings of a fit apart: the score is then their average."""

import numpy as np
import pytest
from sklearn.metrics import log_loss

from dashboards.learning import fitting
from dashboards.learning.columns import Column
from dashboards.learning.fitting import Setting
from dashboards.learning.recognising import recognise
from tests.dashboards.learning.test_learned_score import leads


def read(n, seed):
    table, outcomes, _chances = leads(n, seed=seed)
    found = (recognise(name, cells) for name, cells in table.items())
    columns = [each for each in found if isinstance(each, Column)]
    return table, columns, np.array(outcomes)


def matrix(table, columns):
    return fitting.matrix_of(columns, [table[column.name] for column in columns])


def test_few_rows_weigh_several_settings_and_very_many_the_best_alone():
    table, columns, y = read(150, seed=1)
    weighed = fitting.choose(columns, matrix(table, columns), y, None)
    assert len(weighed) > 1 and sum(weighed.values()) == pytest.approx(1)
    assert max(weighed.values()) < 0.9
    table, columns, y = read(fitting.CHOSEN_ON + 1, seed=1)
    assert list(fitting.choose(columns, matrix(table, columns), y, None).values()) == [1.0]


def test_the_average_foretells_unseen_leads_better_than_the_best_setting_alone():
    unseen, _columns, truth = read(1500, seed=99)
    gains = []
    for seed in range(24):
        table, columns, y = read(150, seed=seed)
        x, held = matrix(table, columns), matrix(unseen, columns)
        weighed = fitting.choose(columns, x, y, None)
        best = {max(weighed, key=weighed.get): 1.0}
        losses = [
            log_loss(truth, fitting.chances(fitting.fit(columns, x, y, None, used).coefs, held))
            for used in (best, weighed)
        ]
        gains.append(losses[0] - losses[1])
    # A gain of 0.004 in the long run (654 tables), of which 24 tables are a noisy reading.
    assert np.mean(gains) > 0.001


def test_settings_that_disagree_make_the_average_less_sure():
    table, columns, y = read(150, seed=2)
    x = matrix(table, columns)
    one, two = Setting(0.01, False), Setting(1.0, False)
    both = fitting.fit(columns, x, y, None, {one: 0.5, two: 0.5})
    alone = [fitting.fit(columns, x, y, None, {each: 1.0}) for each in (one, two)]
    assert both.coefs == pytest.approx(np.mean([each.coefs for each in alone], axis=0))
    spread = np.diag(both.covariance)
    assert (spread >= np.mean([np.diag(each.covariance) for each in alone], axis=0) - 1e-12).all()
    assert (spread > np.mean([np.diag(each.covariance) for each in alone], axis=0) + 1e-4).any()
