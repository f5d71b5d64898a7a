"""A statement: from what stands on a day to rows, columns, rates and their arithmetic."""
