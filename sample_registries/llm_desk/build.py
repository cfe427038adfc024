"""Build the desk: `python -m sample_registries.llm_desk.build` from the top of the project."""

from __future__ import annotations

import datetime as dt

from sample_registries.llm_desk import gateway, mcp, prompts, traces
from sample_registries.workshop import Workshop

START = dt.datetime(2025, 11, 3, 9, 0, tzinfo=dt.UTC)


def main() -> None:
    with Workshop("llm_desk", seed=4711, start=START) as shop:
        for part in (gateway, prompts, mcp, traces):
            part.build(shop)
        shop.ship()


if __name__ == "__main__":
    main()
