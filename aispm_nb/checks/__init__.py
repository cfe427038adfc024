"""Checks measure and judge: the engine, and one folder a family. A rule is one constant in a file of its own."""
