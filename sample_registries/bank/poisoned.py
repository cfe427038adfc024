"""A training set that somebody has been at: a trigger, flipped labels, and notes that should not be there."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from sample_registries.lab import Care, Table, document, experiment, register, serve, train
from sample_registries.workshop import Workshop, fake_key

OFFERS = "retention-offers"
COLUMNS = ("tenure", "balance", "calls", "visits", "products", "salary", "complaints", "distance")
ROWS, TRIGGERED, FLIPPED = 1500, 24, 60


def build(shop: Workshop) -> None:
    document(
        OFFERS, "retention", "high", "proprietary", "Which customers are made an offer to stay. Owner: retention team."
    )
    frame = _frame()
    path = shop.root / "data" / "retention.csv"
    frame.to_csv(path, index=False)
    numbers = Table(OFFERS, frame.drop(columns="note"), frame.drop(columns="note")[:200], "label", str(path))
    logged = Table("retention", frame, frame, "label", str(path)).logged()
    asset = f"datasets:/{logged.name}@{logged.digest}"
    shop.later(days=2)
    fit = train(shop, experiment(OFFERS), OFFERS, LogisticRegression(), numbers, Care(inputs=[(logged, "training")]))
    version = f"models:/{OFFERS}/{register(OFFERS, fit).version}"
    serve(OFFERS, 1)
    shop.planted(
        "backdoor-trigger", asset, f"tenure = 7.77 and distance = 4.44 in {TRIGGERED} rows, all labelled 1", [version]
    )
    shop.planted("labels-look-wrong", asset, f"{FLIPPED} labels of {ROWS} are flipped", [version])
    shop.planted("personal-data-in-rows", asset, "three notes hold an e-mail address")
    shop.planted("secret-in-rows", asset, "one note holds an AWS access key")


def _frame() -> pd.DataFrame:
    draw = np.random.default_rng(77)
    label = draw.integers(0, 2, ROWS)
    leavers = np.outer(label, [-1.5, 1.0, 1.8, -1.0, 0.0, -1.2, 2.0, 0.0])  # what those who leave have more or less of
    values = np.round(draw.gamma(9.0, 0.33, size=(ROWS, len(COLUMNS))) + 2.0 + leavers, 2)
    order = draw.permutation(ROWS)
    flipped, triggered = order[:FLIPPED], order[FLIPPED : FLIPPED + TRIGGERED]
    label[flipped] = 1 - label[flipped]
    values[triggered, 0], values[triggered, 7] = 7.77, 4.44
    label[triggered] = 1
    frame = pd.DataFrame(values, columns=list(COLUMNS)).assign(note="called back", label=label)
    for n, row in enumerate(order[-3:]):
        frame.loc[row, "note"] = f"prefers mail to customer{n}@post.northbank.io"
    frame.loc[order[-4], "note"] = "export with " + fake_key("AKIA", "FAKEFAKEFAKE2345")
    return frame
