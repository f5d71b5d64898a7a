"""Statements, lists and books as paper, workbooks and pictures."""
