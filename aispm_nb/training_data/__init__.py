"""Checks of training rows: a library below everything, which takes rows and gives scores. It knows no registry."""
