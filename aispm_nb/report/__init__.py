"""Checks of one thing by itself, without a registry: a data set's rows, a notebook."""
