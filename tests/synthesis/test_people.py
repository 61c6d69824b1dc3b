"""The latent people: their numbers, families and names."""

import datetime as dt

import numpy as np
from stdnum.iso7064 import mod_11_2

from aidlink.synthesis import make_town


def test_ordinary_numbers_are_valid_and_belong_to_one_person_each(town):
    numbers = town.persons["number"]
    ordinary = numbers[~town.persons["kind"].isin(["pseudo_id"])]
    assert all(mod_11_2.is_valid(number) for number in ordinary)
    assert numbers.is_unique


def test_numbers_tell_birth_and_sex(town):
    persons = town.persons
    usual = persons[~persons["kind"].isin(["foreign_card", "pseudo_id"])]
    assert (usual["number"].str[6:14] == usual["birth_ymd"].astype(str)).all()
    assert (usual["number"].str[16].astype(int) % 2 == usual["sex"] % 2).all()
    assert all(dt.date.fromisoformat(str(birth)) for birth in usual["birth_ymd"])


def test_a_town_has_as_many_inhabitants_as_asked(town):
    assert town.persons["inhabitant"].sum() == 3000


def test_brothers_whose_family_follows_the_pattern_share_its_character(town):
    persons = town.persons
    sons = persons[persons["inhabitant"] & (persons["sex"] == 1) & persons["role"].between(4, 8)]
    sons = sons[(sons["shared"] != "") & (sons["kind"] == "")]
    families = [family for _, family in sons.groupby("household") if len(family) > 1]
    assert len(families) > 10
    for family in families:
        assert family["shared"].nunique() == 1
        assert all(name[1] == shared for name, shared in zip(family["name"], family["shared"], strict=True))
        assert family["name"].is_unique
    assert len({family["shared"].iloc[0] for family in families}) > 5


def test_a_village_has_its_clans_and_the_town_its_namesakes(town):
    people = town.persons[town.persons["inhabitant"]]
    heads = people[people["role"] == 0]
    village = heads[heads["village"] == heads["village"].mode()[0]]
    assert village["name"].str[0].value_counts(normalize=True).iloc[0] > 0.25
    assert 0.01 < people["name"].duplicated(keep=False).mean() < 0.2


def test_there_are_twins_and_the_very_old(town):
    people = town.persons[town.persons["inhabitant"]]
    children = people[people["role"].isin([4, 5])]
    assert children.duplicated(["household", "birth_ymd"]).any()
    assert (people["birth_ymd"] < 19350000).any()
    assert (people["birth_ymd"] > 20200000).any()


def test_people_do_not_depend_on_the_errors():
    persons = [make_town(400, 2, 3, error_model=model).persons for model in ("default", "harsh")]
    assert persons[0].equals(persons[1])


def test_another_seed_is_another_town():
    first, second = (make_town(400, 1, seed).persons for seed in (1, 2))
    assert len(np.intersect1d(first["number"].astype(str), second["number"].astype(str))) < 5
