"""Modest property tests: the first call of each compiles, which no deadline should count."""

from hypothesis import settings

settings.register_profile("identity", deadline=None, max_examples=60)
settings.load_profile("identity")
