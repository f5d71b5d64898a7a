"""A partner's table beside ours, cell by cell and case by case."""
