"""A report over several years: figures as each year was closed, words about them, one paper."""
