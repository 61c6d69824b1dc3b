import pytest

from aidlink.synthesis import Town, make_town


@pytest.fixture(scope="session")
def town() -> Town:
    """A town of a few thousand, with the usual errors."""
    return make_town(people=3000, months=3, seed=5)
