"""Making a town: what happens, then what the registers say of it, then the special cases."""

import numpy as np

from aidlink.errors import UsageError
from aidlink.records import Kind
from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.deaths_registers import cremation_register, death_register
from aidlink.synthesis.error_model import ErrorModel
from aidlink.synthesis.happen import happen
from aidlink.synthesis.identifiers import accounts
from aidlink.synthesis.payments import payments, withdraw
from aidlink.synthesis.people import People
from aidlink.synthesis.roster import household_register, roster
from aidlink.synthesis.traps import TRAPS
from aidlink.synthesis.traps.plan import Plan
from aidlink.synthesis.world import World

FEWEST, MOST = 400, 320_000
"""A smaller town cannot play every case; of a larger one the county's dead would not fit an .xls sheet."""


def make_world(
    people: int,
    months: int,
    seed: int,
    start: str,
    noise: float,
    error_model: str | ErrorModel,
) -> World:
    """Make a world (see `town.make_town` for the arguments).

    Raises:
        UsageError: an argument is out of range or names no model.
    """
    if seed < 0:
        msg = "随机种子不能是负数"
        raise UsageError(msg)
    if not FEWEST <= people <= MOST:
        msg = f"一个镇有 {FEWEST} 到 {MOST} 人；要更多的行用 register_pair"
        raise UsageError(msg)
    model = named_model(error_model).scaled(noise)
    world, relative = happen(seed, people, Calendar(start, months), model)
    _write_down(world, relative, model)
    rng, taken = np.random.default_rng([seed, 9]), set[int]()
    for name, (every, plant) in TRAPS.items():
        plant(Plan(world, rng, name, max(1, round(people / every)), taken))
        for register in world.registers.values():
            register.settle()
    return world


def named_model(error_model: str | ErrorModel) -> ErrorModel:
    """Give the model that a name stands for.

    Raises:
        UsageError: no such name.
    """
    if isinstance(error_model, ErrorModel):
        return error_model
    models = {"default": ErrorModel, "harsh": ErrorModel.harsh, "clean": ErrorModel.clean}
    if error_model not in models:
        msg = f"没有 {error_model} 这种差错模型；可用的是 {'、'.join(models)}"
        raise UsageError(msg)
    return models[error_model]()


def _write_down(world: World, relative: People, model: ErrorModel) -> None:
    """Let each office keep its register, each with its own chance."""
    chance = [np.random.default_rng([world.seed, stream]) for stream in range(20, 27)]
    people, found, calendar = world.people, world.entitlements, world.calendar
    inhabitants = people.take(slice(world.inhabitants))
    account = accounts(chance[0], world.inhabitants + 1)
    listed = roster(chance[1], inhabitants, relative, found, account, calendar, model)
    paid = payments(chance[2], inhabitants, relative.number, found, listed, calendar, model)
    withdraw(chance[6], paid, world.deaths, calendar)
    world.registers = {
        Kind.BENEFICIARY: listed,
        Kind.DEATH: death_register(chance[3], people, relative, world.deaths, calendar, model),
        Kind.CREMATION: cremation_register(chance[4], people, relative, world.deaths, calendar, model),
        Kind.PAYMENT: paid,
        Kind.HOUSEHOLD: household_register(
            chance[5], inhabitants, relative.take(slice(world.inhabitants)), world.deaths, calendar, model
        ),
    }
