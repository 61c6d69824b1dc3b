"""How alike two names can be, and what a person is told of it."""

from enum import IntEnum, StrEnum


class Outcome(StrEnum):
    """What a check of two names answers; UNABLE is not a mismatch."""

    MATCH = "MATCH"
    CLOSE = "CLOSE"
    NO_MATCH = "NO_MATCH"
    UNABLE = "UNABLE"


class NameLevel(IntEnum):
    """How two names agree; the first that fits in this order, except that ALIAS is tried before HOMOPHONE."""

    MISSING = 0
    EQUAL = 1
    VARIANT = 2
    HOMOPHONE = 3
    LOOKALIKE = 4
    DIALECT = 5
    UNKNOWN = 6
    SWAPPED = 7
    DROPPED = 8
    ALIAS = 9
    SURNAME = 10
    DIFFERENT = 11

    @property
    def sentence(self) -> str:
        """The level in one line for a village official."""
        return _SENTENCES[self]

    @property
    def outcome(self) -> Outcome:
        """The level as the answer of a check."""
        if self is NameLevel.MISSING:
            return Outcome.UNABLE
        if self is NameLevel.EQUAL:
            return Outcome.MATCH
        return Outcome.NO_MATCH if self >= NameLevel.SURNAME else Outcome.CLOSE


_SENTENCES = {
    NameLevel.MISSING: "至少一方没有可核对的姓名",
    NameLevel.EQUAL: "姓名一致",
    NameLevel.VARIANT: "姓名一致，只是繁简体或异体字写法不同",
    NameLevel.HOMOPHONE: "姓名读音相同，用字不同，可能是同音字写错",
    NameLevel.LOOKALIKE: "姓名有一处字形相近，可能是形近字写错",
    NameLevel.DIALECT: "姓名有一处方言读音相近，可能是按方言写错",
    NameLevel.UNKNOWN: "姓名能看清的字一致，另有字被遮盖或无法显示",
    NameLevel.SWAPPED: "姓名用字相同，前后顺序不同",
    NameLevel.DROPPED: "姓名一方少写了字，其余一致",
    NameLevel.ALIAS: "姓名与对方的曾用名、又名一致",
    NameLevel.SURNAME: "只有姓氏相同，名字不同",
    NameLevel.DIFFERENT: "姓名不同",
}
