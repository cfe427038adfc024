"""One file a kernel: a numpy specification, and the same thing compiled beside it. Arrays in, arrays out."""
