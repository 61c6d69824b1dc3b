"""Comparisons: small functions of integers, compiled, that put a pair of records on a level.

`levels` names the levels, `identity`, `birth` and `simple` decide them for one pair, `records` packs a
standard table for them, and `pattern` runs them all over blocks of pairs.
"""
