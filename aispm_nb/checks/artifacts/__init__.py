"""Facts about model files, and rules over them."""
