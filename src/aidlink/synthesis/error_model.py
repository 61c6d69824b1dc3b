"""How each register goes wrong: the rates, as plain numbers that a test can choose.

A rate is the chance that one row's field suffers that error. The errors of one field exclude each other,
so the rates of a field must sum to one at most. The defaults are judgement, not measurement: they were set
from the audits and descriptions in docs, to be plausible for a county where people type by hand.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from aidlink.errors import UsageError
from aidlink.records import Kind

_MOST = 0.95  # noise may not make a field's errors certain


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldErrors:
    """Rates of the errors of one field; each is 0 to 1, and they sum to one at most."""

    def __post_init__(self) -> None:
        values = self.rates()
        if min(values.values()) < 0 or sum(values.values()) > 1:
            msg = f"{type(self).__name__}: rates must be at least 0 and sum to at most 1"
            raise UsageError(msg)

    def rates(self) -> dict[str, float]:
        """Give each error's rate by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def scaled(self, noise: float) -> Self:
        """Multiply every rate, and keep their sum under 95 %."""
        total = sum(self.rates().values()) * noise
        factor = noise * (_MOST / total if total > _MOST else 1.0)
        return replace(self, **{name: rate * factor for name, rate in self.rates().items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class IdErrors(FieldErrors):
    """What happens to a resident ID."""

    missing: float = 0.01
    digit: float = 0.006
    """One digit mistyped."""
    swap: float = 0.003
    """Two neighbours swapped."""
    dropped: float = 0.002
    """One digit left out."""
    fifteen: float = 0.004
    """The old 15-digit number."""
    tail: float = 0.004
    """Excel's 000 tail, as text."""
    floated: float = 0.002
    """A number in a numeric cell, rounded to a float."""
    dressed: float = 0.03
    """Right, but full-width, lower-case x, x for X, blanks or an apostrophe."""
    relative: float = 0.004
    """The number of another member of the household."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameErrors(FieldErrors):
    """What happens to a name."""

    homophone: float = 0.010
    lookalike: float = 0.006
    traditional: float = 0.004
    masked: float = 0.0
    """The second character is a star."""
    noted: float = 0.006
    """A note in brackets follows: （已故）, （户主）."""
    alias: float = 0.004
    """又名 and another name follow."""
    dropped: float = 0.002
    """One given-name character is left out."""
    swapped: float = 0.002
    """The two given-name characters are swapped."""
    padded: float = 0.01
    """Blanks between or after the characters."""
    truncated: float = 0.0
    """The last character of three or more is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthErrors(FieldErrors):
    """What happens to a birth date (or to the age, where the register gives an age)."""

    missing: float = 0.01
    off: float = 0.01
    """A day or a month off, or a digit of the year."""
    swapped: float = 0.003
    """Day and month swapped, where that is a date."""
    lunar: float = 0.01
    """The date by the old calendar: about a month earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageErrors(FieldErrors):
    """What happens to the village."""

    missing: float = 0.03
    variant: float = 0.15
    """Another spelling of the same village: 村民委员会, 村, 镇 in front."""
    old_name: float = 0.02
    """The village's older name."""
    wrong: float = 0.005
    """Another village."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterErrors:
    """One register's error model."""

    resident_id: IdErrors = IdErrors()
    name: NameErrors = NameErrors()
    birth: BirthErrors = BirthErrors()
    village: VillageErrors = VillageErrors()
    sex: float = 0.002
    """The other sex is written."""
    rare: float = 0.5
    """A character that the system lacks becomes □, a question mark or pinyin, given that a name has one."""

    def scaled(self, noise: float) -> Self:
        """Multiply every rate by `noise`."""
        return replace(
            self,
            resident_id=self.resident_id.scaled(noise),
            name=self.name.scaled(noise),
            birth=self.birth.scaled(noise),
            village=self.village.scaled(noise),
            sex=min(self.sex * noise, _MOST),
            rare=min(self.rare * noise, _MOST),
        )


_DEATH = RegisterErrors(
    resident_id=IdErrors(missing=0.02, digit=0.008, swap=0.004, fifteen=0.006, tail=0.004, relative=0.004),
    name=NameErrors(homophone=0.012, lookalike=0.006, noted=0.02),
    birth=BirthErrors(lunar=0.02),
    village=VillageErrors(variant=0.3),
)
_CREMATION = RegisterErrors(
    # The undertaker writes down what the family says at the gate.
    resident_id=IdErrors(missing=0.15, digit=0.02, swap=0.008, dropped=0.006, fifteen=0.01, relative=0.02),
    name=NameErrors(homophone=0.03, lookalike=0.012, traditional=0.006, alias=0.008, noted=0.01),
    birth=BirthErrors(missing=0.02, off=0.10, swapped=0.0, lunar=0.05),
    village=VillageErrors(missing=0.10, variant=0.45, old_name=0.04, wrong=0.01),
    rare=0.7,
)
_PAYMENT = RegisterErrors(
    resident_id=IdErrors(missing=0.01, floated=0.004, tail=0.006),
    # For this register the rates are of the account name as the bank holds it.
    name=NameErrors(homophone=0.006, lookalike=0.002, noted=0.0, alias=0.0, padded=0.03, truncated=0.008),
    rare=0.8,
)
_HOUSEHOLD = RegisterErrors(
    # The police's own register: nearly clean, and its export is a text file.
    resident_id=IdErrors(
        missing=0.001, digit=0.0005, swap=0.0002, dropped=0.0002, fifteen=0.002, tail=0.0, floated=0.0,
        relative=0.0003, dressed=0.02,
    ),
    name=NameErrors(
        homophone=0.002, lookalike=0.001, traditional=0.002, noted=0.001, alias=0.004, padded=0.002,
    ),
    birth=BirthErrors(missing=0.001, off=0.002, swapped=0.0005, lunar=0.001),
    village=VillageErrors(missing=0.002, variant=0.05, wrong=0.002),
    sex=0.0005,
    rare=0.2,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorModel:
    """The error models of the five registers, and the rates of what happens between them."""

    beneficiary: RegisterErrors = RegisterErrors()
    death: RegisterErrors = _DEATH
    cremation: RegisterErrors = _CREMATION
    payment: RegisterErrors = _PAYMENT
    household: RegisterErrors = _HOUSEHOLD
    date_conflict: float = 0.06
    """The cremation register's death date differs from the death register's."""
    applicant_id: float = 0.015
    """The applicant's number stands in the deceased's column of the cremation register."""
    unreported: float = 0.06
    """A death never reaches the death register."""
    overlooked: float = 0.3
    """A dead beneficiary is not taken off the roster in time."""

    def of(self, kind: Kind) -> RegisterErrors:
        """Give one register's model."""
        model: RegisterErrors = getattr(self, kind.value)
        return model

    def scaled(self, noise: float) -> Self:
        """Multiply the registers' rates by `noise`; what happens between them stays."""
        registers: dict[str, Any] = {kind.value: self.of(kind).scaled(noise) for kind in Kind}
        return replace(self, **registers)

    @classmethod
    def clean(cls) -> Self:
        """Give a model without a single error."""
        return cls(date_conflict=0.0, applicant_id=0.0, unreported=0.0).scaled(0.0)

    @classmethod
    def harsh(cls) -> Self:
        """Give another county's habits, a different mix and not only more: for held-out accuracy.

        Numbers are often missing or cut by Excel rather than mistyped; names are taken down by ear and
        from handwriting and are often masked by the sender; villages are hardly ever spelt alike.
        """
        resident_id = IdErrors(
            missing=0.08, digit=0.004, swap=0.012, dropped=0.01, fifteen=0.02, tail=0.03, floated=0.01,
            dressed=0.08, relative=0.015,
        )  # fmt: skip
        name = NameErrors(
            homophone=0.02, lookalike=0.03, traditional=0.02, masked=0.02, noted=0.03, alias=0.01,
            dropped=0.008, swapped=0.006, padded=0.03,
        )  # fmt: skip
        birth = BirthErrors(missing=0.05, off=0.03, swapped=0.015, lunar=0.05)
        village = VillageErrors(missing=0.10, variant=0.4, old_name=0.08, wrong=0.02)
        other = RegisterErrors(
            resident_id=resident_id, name=name, birth=birth, village=village, sex=0.01, rare=0.8
        )
        gate = replace(other, resident_id=replace(resident_id, missing=0.3, relative=0.03))
        bank = replace(other, name=replace(name, masked=0.1, truncated=0.02, noted=0.0, alias=0.0))
        return cls(
            beneficiary=other, death=other, cremation=gate, payment=bank, household=_HOUSEHOLD.scaled(2.0),
            date_conflict=0.15, applicant_id=0.04, unreported=0.12,
        )  # fmt: skip
