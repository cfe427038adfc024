"""Notebooks and scripts of a workspace."""
