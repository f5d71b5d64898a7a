"""Where a year is going: the season's pace, the forecast, and what would close the gap."""
