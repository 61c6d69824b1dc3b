"""Blocking: which pairs are worth comparing, and what that costs.

`keys` names the keys that a pass may ask to be equal, `repair` finds the wrong numbers with one repair in the
other register, `passes` lets the engine count and sort, `cost` says beforehand what a set of passes makes.
"""
