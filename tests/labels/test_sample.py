import numpy as np
import pytest

from aidlink.labels.sample import BANDS, sample_pairs

FEW_BETWEEN = np.concatenate([np.full(900, 0.001), np.linspace(0.02, 0.95, 60), np.full(800, 0.9999)])


def bands(probability):
    return np.searchsorted(BANDS, probability, side="right") - 1


def test_the_uncertain_are_well_covered(spread):
    sample = sample_pairs(spread(FEW_BETWEEN), 80, 1)
    taken = FEW_BETWEEN[sample.pairs]
    assert len(set(sample.pairs.tolist())) == len(sample.pairs) == 80
    assert ((taken > 0.01) & (taken < 0.99)).sum() >= 50  # of 60 among 1,760
    assert set(bands(taken)) == set(bands(FEW_BETWEEN))


def test_the_weights_give_back_every_band(spread):
    sample = sample_pairs(spread(FEW_BETWEEN), 80, 1)
    told = np.bincount(bands(FEW_BETWEEN[sample.pairs]), weights=sample.stands_for, minlength=len(BANDS))
    assert told == pytest.approx(np.bincount(bands(FEW_BETWEEN), minlength=len(BANDS)))


def test_a_seed_gives_the_same_pairs_and_another_seed_others(spread):
    links = spread(FEW_BETWEEN)
    one, same, other = (sample_pairs(links, 80, seed).pairs.tolist() for seed in (1, 1, 2))
    assert one == same
    assert sorted(one) != sorted(other)


def test_the_order_tells_nothing(spread):
    """Over many seeds the order and the probability go together no more than by chance."""
    links = spread(FEW_BETWEEN)
    together = [
        np.corrcoef(np.arange(80), bands(FEW_BETWEEN[sample_pairs(links, 80, seed).pairs]))[0, 1]
        for seed in range(60)
    ]
    assert abs(np.mean(together)) < 3 / np.sqrt(60 * 80)
    assert np.std(together) == pytest.approx(1 / np.sqrt(79), rel=0.4)


@pytest.mark.parametrize("wanted", [1, 5, 8, 1760, 9999])
def test_as_many_as_asked_for_or_as_there_are(spread, wanted):
    sample = sample_pairs(spread(FEW_BETWEEN), wanted, 3)
    assert len(sample.pairs) == min(wanted, 1760)
    assert sample.stands_for.min() >= 1
