"""The law, the cases and their ledger. Knows nothing of `reports`."""
