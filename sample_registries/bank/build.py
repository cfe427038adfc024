"""Build the bank: `python -m sample_registries.bank.build` from the top of the project."""

from __future__ import annotations

import datetime as dt

from sample_registries.bank import access, datasets, leaks, notebooks, poisoned, provenance, sound, sources
from sample_registries.workshop import Workshop

START = dt.datetime(2026, 2, 2, 9, 0, tzinfo=dt.UTC)


def main() -> None:
    with Workshop("bank", seed=2026, start=START) as shop:
        for part in (sound, provenance, sources, datasets, leaks, poisoned, access, notebooks):
            part.build(shop)
        shop.ship()


if __name__ == "__main__":
    main()
