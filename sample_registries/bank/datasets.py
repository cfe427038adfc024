"""Data sets that are unsafe to build on."""

from __future__ import annotations

from typing import Any

import numpy as np
from mlflow.data.huggingface_dataset_source import HuggingFaceDatasetSource
from sklearn.linear_model import LogisticRegression

from sample_registries.bank.data import rows, table
from sample_registries.lab import SOUND, Care, Table, document, experiment, register, serve, train
from sample_registries.workshop import Workshop, fake_key

PRICE = "insurance-price"


def build(shop: Workshop) -> None:
    document(PRICE, "actuaries", "high", "proprietary", "Premium bands. Owner: actuaries.")
    _sources(shop)
    _changed(shop)
    _leaked_evaluation(shop)
    _personal(shop)
    serve(PRICE, 1)
    shop.planted("alias-behind-approved-version", f"models:/{PRICE}/1", "champion is 1 of ten approved ones")
    shop.planted(
        "dataset-blast-radius",
        table(shop, "credit_accounts").asset(),
        "trains versions behind aliases of credit-risk (2), loan-default (2) and limit-advisor",
    )


def _fit(shop: Workshop, data: Table, care: Care = SOUND) -> str:
    """Returns the version trained: a fault of its data is one of its own, by inheritance."""
    shop.later(days=2)
    fit = train(shop, experiment(PRICE), PRICE, LogisticRegression(), data, care)
    return f"models:/{PRICE}/{register(PRICE, fit).version}"


def _named(name: str, source: Any, seed: int) -> Table:
    return Table.cut(name, rows("card_payments", seed), "label", source)


def _sources(shop: Workshop) -> None:
    password = fake_key("Wint", "er-FAKE-2026")
    signature = fake_key("FAKE", "k3Jx9QmZ7vR2tYwB8nLc5dHs4gPa6uEo")
    cases = (
        (
            "dataset-over-http",
            "partner-claims",
            "http://data.partner.example/claims.csv",
            "source over plain http",
        ),
        (
            "dataset-unpinned-source",
            "hub-claims",
            HuggingFaceDatasetSource(path="northbank/claims", split="train"),
            "hub, no revision",
        ),
        (
            "secret-in-dataset-source",
            "etl-claims",
            f"https://etl:{password}@lake.northbank.example/claims.csv",
            "password in the URL",
        ),
        (
            "secret-in-dataset-source",
            "blob-claims",
            f"https://lake.blob.core.windows.net/raw/claims.csv?sv=2024-11-04&sig={signature}%3D",
            "SAS signature in the URL",
        ),
    )
    for seed, (rule, name, source, because) in enumerate(cases, start=31):
        data = _named(name, source, seed)
        trained = _fit(shop, data, Care(inputs=[(data.logged(), "training")]))
        shop.planted(rule, data.asset(), because, [trained])
        if rule != "dataset-unpinned-source":
            because = "a URL without a hash"
            shop.planted("dataset-unpinned-source", data.asset(), because, [trained])
    pinned = HuggingFaceDatasetSource(path="northbank/claims", revision="3b8f0c2d7a9e41560c1f8e2d4b6a7093f5c1e8d2")
    data = _named("hub-claims-pinned", pinned, 35)
    _fit(shop, data, Care(inputs=[(data.logged(), "training")]))
    shop.clean(data.asset())


def _changed(shop: Workshop) -> None:
    """The same name, other rows: nobody said so."""
    path = str(shop.root / "data" / "quotes.csv")
    for seed in (41, 42):
        data = _named("quotes", path, seed)
        data.train.to_csv(path, index=False)
        trained = _fit(shop, data, Care(inputs=[(data.logged(), "training")]))
        because = "two digests under the name 'quotes'"
        shop.planted("dataset-digest-changed", data.asset(), because, [trained])
        if seed == 41:
            shop.planted("rows-of-another-digest", data.asset(), "overwritten by the version after it", [trained])


def _leaked_evaluation(shop: Workshop) -> None:
    """MLflow keeps one edge, hence one context, for a run and a digest under one name. The leak
    shows over two runs of a model, or when one run logs the same rows under two names."""
    data = _named("premiums", str(shop.root / "data" / "premiums.csv"), 43)
    data.train.to_csv(str(data.source), index=False)
    contexts = ("training", "evaluation")
    trained = [_fit(shop, data, Care(inputs=[(data.logged(), each)])) for each in contexts]
    because = "training in one run, evaluation in the next"
    shop.planted("dataset-train-and-eval", data.asset(), because, trained)
    rates = _named("rates", str(shop.root / "data" / "rates.csv"), 45)
    rates.train.to_csv(str(rates.source), index=False)
    renamed = rates.logged(name="rates-check")
    both = [(rates.logged(), "training"), (renamed, "evaluation")]
    version = _fit(shop, rates, Care(inputs=both))
    shop.planted(
        "dataset-train-and-eval",
        rates.asset(),
        "one run, one digest, two names: rates (training) and rates-check (evaluation)",
        [rates.asset(name="rates-check"), version],
    )


def _personal(shop: Workshop) -> None:
    """Made-up people; the values are obviously invented, the column names are what counts."""
    frame = rows("card_payments", 44)
    draw = np.random.default_rng(44)
    frame.insert(0, "ssn", [f"000-00-{n:04d}" for n in draw.integers(0, 9999, len(frame))])
    frame.insert(1, "email", [f"person{n}@mail.example" for n in range(len(frame))])
    frame.insert(2, "birth_date", [f"19{n % 100:02d}-01-01" for n in range(len(frame))])
    frame.insert(3, "iban", [f"XX00FAKE{n:010d}" for n in range(len(frame))])
    whole = Table.cut("policy-holders", frame, "label", str(shop.root / "data" / "holders.csv"))
    frame.to_csv(str(whole.source), index=False)
    fitted = Table(
        "policy-holders",
        whole.train.drop(columns=["ssn", "email", "birth_date", "iban"]),
        whole.test.drop(columns=["ssn", "email", "birth_date", "iban"]),
        "label",
        whole.source,
    )
    trained = _fit(shop, fitted, Care(inputs=[(whole.logged(), "training")]))
    because = "columns ssn, email, birth_date and iban"
    shop.planted("dataset-personal-columns", whole.asset(), because, [trained])
