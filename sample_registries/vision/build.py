"""Build the vision lab: `python -m sample_registries.vision.build` from the top of the project."""

from __future__ import annotations

import datetime as dt

from sample_registries.vision import formats, oddities, sound
from sample_registries.workshop import Workshop

START = dt.datetime(2026, 4, 13, 8, 30, tzinfo=dt.UTC)


def main() -> None:
    with Workshop("vision", seed=1936, start=START) as shop:
        sound.build(shop)
        formats.build(shop)
        modes = oddities.build(shop)
        shop.planted("database-open-to-others", "server:/", "mlflow.db has mode 0644 (medium)")
        shop.ship({**modes, "mlflow.db": 0o644})


if __name__ == "__main__":
    main()
