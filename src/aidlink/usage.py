"""What is wrong with a command line, in one line: typer says it in English and in a box."""

from typing import Any

import typer

UsageFault: type[Any] = typer.BadParameter.__mro__[1]
"""What typer raises for any wrong command line; releases differ in where it is to be imported from."""


def usage_line(fault: Any) -> str | None:
    """Say what is wrong and where to look it up; None for a fault that shows itself, such as plain help."""
    said = _WORDS.get(type(fault).__name__)
    command = fault.ctx.command_path if fault.ctx else "aidlink"
    return f"用法不对：{said(fault)}。请看 {command} --help。" if said else None


def _no_such_option(fault: Any) -> str:
    near = f"，是不是 {fault.possibilities[0]}" if fault.possibilities else ""
    return f"没有 {fault.option_name} 这个选项{near}"


def _missing(fault: Any) -> str:
    return f"没有写 {_named(fault.param)}"


def _bad_value(fault: Any) -> str:
    return f"{_named(fault.param)}的值不对"


def _no_value(fault: Any) -> str:
    return f"{fault.option_name} 后面没有写值，或不该写值"


def _other(fault: Any) -> str:
    commands = getattr(fault.ctx and fault.ctx.command, "commands", None)
    return f"没有这个命令，可用的是 {'、'.join(commands)}" if commands else "多写了参数"


def _named(parameter: Any) -> str:
    """An option with what it is for; an argument, which has no name on the command line, as that alone."""
    purpose = getattr(parameter, "help", None) or parameter.name
    return f"{parameter.opts[0]}（{purpose}）" if parameter.opts[0].startswith("-") else f"“{purpose}”"


_WORDS = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "BadOptionUsage": _no_value,
    "NoSuchCommand": _other,
    "UsageError": _other,
}
