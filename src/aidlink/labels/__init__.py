"""Pairs that people label blind: which to show, on what page, and how the answers come back."""
