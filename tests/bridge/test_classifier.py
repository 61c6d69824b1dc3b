import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.naive_bayes import CategoricalNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import parametrize_with_checks

from aidlink import bridge
from aidlink.bridge import LevelClassifier

_REASONS = {
    "check_sample_weight_equivalence_on_dense_data": "it fits fractions, which are no levels; "
    "test_a_weight_is_a_repetition shows the same with levels",
}

sets = st.integers(0, 2**32 - 1).map(np.random.default_rng)


@parametrize_with_checks([LevelClassifier()], expected_failed_checks=lambda _: _REASONS)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def drawn(rng, rows=60, columns=3, levels=5, lowest=1):
    return rng.integers(lowest, levels, (rows, columns)), np.append(rng.integers(0, 2, rows - 2), [0, 1])


@given(sets, st.sampled_from([0.1, 1.0, 3.5]))
@settings(max_examples=20, deadline=None)
def test_without_missing_levels_it_is_naive_bayes(rng, alpha):
    levels, match = drawn(rng)
    new = rng.integers(1, 5, (20, 3))
    ours = LevelClassifier(alpha=alpha, min_levels=5).fit(levels, match)
    theirs = CategoricalNB(alpha=alpha, min_categories=4).fit(levels - 1, match)
    np.testing.assert_allclose(ours.predict_proba(new), theirs.predict_proba(new - 1))
    sure = np.abs(theirs.predict_proba(new - 1)[:, 1] - 0.5) > 1e-9  # even odds are anybody's call
    np.testing.assert_array_equal(ours.predict(new)[sure], theirs.predict(new - 1)[sure])
    for column, rates in enumerate(theirs.feature_log_prob_):
        np.testing.assert_allclose(ours.u_[column][1:], np.exp(rates[0]))
        np.testing.assert_allclose(ours.m_[column][1:], np.exp(rates[1]))


def test_a_small_case_by_hand():
    levels = [[1, 0], [1, 1], [2, 1], [2, 2], [2, 0]]
    model = LevelClassifier().fit(
        pd.DataFrame(levels, columns=["name", "sex"]), [True, True, False, False, False]
    )
    assert model.classes_.tolist() == [False, True]
    assert model.feature_names_in_.tolist() == ["name", "sex"]
    np.testing.assert_allclose(model.m_[0], [1, 3 / 4, 1 / 4])
    np.testing.assert_allclose(model.u_[0], [1, 1 / 5, 4 / 5])
    np.testing.assert_allclose(model.m_[1], [1, 2 / 3, 1 / 3])
    np.testing.assert_allclose(model.u_[1], [1, 2 / 4, 2 / 4])
    odds = (2 / 3) * (3 / 4) / (1 / 5)
    frame = pd.DataFrame([[1, 0], [0, 0], [9, 7]], columns=["name", "sex"])
    np.testing.assert_allclose(model.predict_proba(frame)[:, 1], [odds / (1 + odds), 2 / 5, 2 / 5])
    np.testing.assert_allclose(model.match_weight(frame), [np.log2((3 / 4) / (1 / 5)), 0, 0])


@given(sets)
@settings(max_examples=10, deadline=None)
def test_a_weight_is_a_repetition(rng):
    levels, match = drawn(rng, lowest=0)
    times = np.append(rng.integers(0, 4, len(match) - 2), [1, 1])
    weighted = LevelClassifier(min_levels=5).fit(levels, match, sample_weight=times)
    repeated = LevelClassifier(min_levels=5).fit(np.repeat(levels, times, axis=0), np.repeat(match, times))
    np.testing.assert_allclose(weighted.predict_proba(levels), repeated.predict_proba(levels))


def test_the_share_of_matches_shifts_the_odds_and_nothing_else():
    levels, match = drawn(np.random.default_rng(4))
    sampled, rare = (LevelClassifier(match_share=share).fit(levels, match) for share in (None, 0.001))
    assert sampled.match_share_ == match.mean()
    np.testing.assert_allclose(sampled.match_weight(levels), rare.match_weight(levels))
    assert (rare.predict_proba(levels)[:, 1] < sampled.predict_proba(levels)[:, 1]).all()
    assert rare.match_share_ == 0.001


@pytest.mark.parametrize("strange", [{"alpha": 0}, {"alpha": -1}, {"match_share": 0}, {"match_share": 1.0}])
def test_parameters_out_of_range(strange):
    with pytest.raises(ValueError, match=next(iter(strange))):
        LevelClassifier(**strange).fit([[1], [2]], [0, 1])


@pytest.mark.parametrize(
    ("levels", "said"),
    [([[0.5], [1.0]], "by their numbers"), ([[-1], [1]], "Negative"), ([[np.nan], [1]], "NaN")],
)
def test_what_is_no_level_is_refused(levels, said):
    with pytest.raises(ValueError, match=said):
        LevelClassifier().fit(levels, [0, 1])


def test_both_kinds_of_pairs_are_needed():
    with pytest.raises(ValueError, match="one class"):
        LevelClassifier().fit([[1], [2]], [1, 1])
    with pytest.raises(ValueError, match="both classes"):
        LevelClassifier().fit([[1], [2]], [0, 1], sample_weight=[1, 0])
    with pytest.raises(ValueError, match="binary"):
        LevelClassifier().fit([[1], [2], [3]], ["a", "b", "c"])


def test_levels_that_were_promised_are_smoothed():
    promised = LevelClassifier(min_levels=[3, 2]).fit([[1, 1], [1, 1]], [0, 1])
    assert [len(rates) for rates in promised.m_] == [3, 2]
    np.testing.assert_allclose(promised.m_[0], [1, 2 / 3, 1 / 3])


def test_it_works_within_scikit_learn(registers, links):
    levels, match = bridge.training_data(links, registers[2])
    plain = LevelClassifier()
    grid = GridSearchCV(
        make_pipeline(FunctionTransformer(), plain), {"levelclassifier__alpha": [0.1, 1.0]}, cv=3
    )
    assert grid.fit(levels, match).best_score_ > 0.9
    calibrated = CalibratedClassifierCV(clone(plain), method="sigmoid", cv=3).fit(levels, match)
    assert calibrated.score(levels, match) > 0.9
    found = cross_val_predict(plain, levels, match, cv=3)
    assert (found == match).mean() > 0.9
