"""Targets, figures and printed summaries. Reads `cases`, changes nothing there."""
