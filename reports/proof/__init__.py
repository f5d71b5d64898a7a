"""Why a number is what it is: its cases, what moved it, what changed since it was issued."""
