"""What is special about a Chinese surname: written forms, readings, two-character surnames, dialect.

The facts are in `data/surnames.toml`; a person edits them there.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Surnames:
    """The surname facts, keyed by simplified characters.

    Args:
        aliases: a written form to the one that stands for it, 萧 to 肖.
        readings: a character to its toneless reading as a surname, 单 to shan.
        name_readings: a character to its toneless reading at any place of a name, 长 to chang.
        compounds: every surname of two characters.
        compound_readings: a compound surname to its two toneless readings.
        dialect_groups: surnames that sound alike in Cantonese or Leizhou speech, a string a group.
    """

    aliases: dict[str, str]
    readings: dict[str, str]
    name_readings: dict[str, str]
    compounds: tuple[str, ...]
    compound_readings: dict[str, tuple[str, str]]
    dialect_groups: tuple[str, ...]


@cache
def surnames() -> Surnames:
    """Read `data/surnames.toml`, once a process."""
    facts = tomllib.loads(files("aidlink").joinpath("data/surnames.toml").read_text("utf-8"))
    compound = facts["compound"]
    readings = {name: tuple(reading.split()) for name, reading in compound["readings"].items()}
    return Surnames(
        aliases=facts["aliases"],
        readings=facts["readings"],
        name_readings=facts["name_readings"],
        compounds=tuple(compound["names"]),
        compound_readings=readings,
        dialect_groups=tuple(facts["dialect"]["groups"]),
    )
