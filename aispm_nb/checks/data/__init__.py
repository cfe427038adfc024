"""Rules about the rows of training sets."""
