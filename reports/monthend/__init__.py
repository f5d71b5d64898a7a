"""What keeps a month open, and who signed it when."""
