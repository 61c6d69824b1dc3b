"""Engines answer equality, counts and order; nothing outside this package imports one."""

from aidlink.engines.base import Engine, open_engine

__all__ = ["Engine", "open_engine"]
