"""Whether the targets of those below reach the one above, and what each weighs."""
