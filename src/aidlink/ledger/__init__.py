"""The clue ledger (台账): what was found month after month, and what the villages answered."""

from aidlink.ledger.ledger import Ledger

__all__ = ["Ledger"]
