"""What the law says: pure functions over values, each with its article. No database, no clock."""

from cases.rules.refusal import Refusal

__all__ = ["Refusal"]
