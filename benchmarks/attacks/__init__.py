"""Seeded attacks on real rows, with the truth of which rows were touched and by what."""

from benchmarks.attacks.attack import ATTACKS, Attack, Poisoned

__all__ = ["ATTACKS", "Attack", "Poisoned"]
