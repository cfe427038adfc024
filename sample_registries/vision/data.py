"""The digits of scikit-learn, made coarse (4 x 4), so that models and signatures stay small."""

from __future__ import annotations

import pandas as pd
from sklearn.datasets import load_digits

from sample_registries.lab import Care, Table
from sample_registries.workshop import Workshop

CARE = Care(user="ines.duarte", repository="https://git.lab.example/vision/digits.git")


def digits(shop: Workshop) -> Table:
    images = load_digits()
    coarse = images.images.reshape(-1, 4, 2, 4, 2).mean(axis=(2, 4)).reshape(-1, 16)
    frame = pd.DataFrame(coarse, columns=[f"px_{n}" for n in range(16)])[:480]
    frame["digit"] = images.target[:480]
    path = shop.root / "data" / "digits.csv"
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        frame.to_csv(path, index=False)
    return Table.cut("digits", frame, "digit", str(path))
