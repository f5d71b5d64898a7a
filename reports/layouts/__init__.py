"""The next edition of a layout: compared, tried, issued."""
