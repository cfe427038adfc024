"""The models of the bank that are in order, with look-alikes that a naive rule would flag."""

from __future__ import annotations

from mlflow.tracking import MlflowClient
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import GaussianNB

from sample_registries.bank.data import table
from sample_registries.lab import Care, document, experiment, register, serve, train
from sample_registries.workshop import Workshop

DECOYS = {"token_count": "512", "password_policy": "strict", "key_metric": "accuracy"}


def build(shop: Workshop) -> None:
    _credit_risk(shop)
    _branch_footfall(shop)
    _deposit_forecast(shop)


def _credit_risk(shop: Workshop) -> None:
    """Deep lineage: a search of three children under a parent for each of six versions."""
    client = MlflowClient()
    document(
        "credit-risk",
        "dana.okafor@northbank.example",
        "high",
        "proprietary",
        "Probability of default in 12 months for card accounts. Owner: retail risk team. "
        "The secret sauce is the utilisation feature; keys to reading the score are in the wiki.",
        **DECOYS,
    )
    data = table(shop, "credit_accounts")
    home = experiment("credit-risk", team="retail-risk")
    for number in range(1, 7):
        parent = client.create_run(home, tags=Care(script="search.py").run_tags())
        parent_id = parent.info.run_id
        client.log_param(parent_id, "tokenizer", "none")  # a decoy: no token is in it
        fits = [
            train(
                shop,
                home,
                "credit-risk",
                LogisticRegression(C=c * number),
                data,
                Care(parent=parent_id, tags={"token_count": "512"}, params={"max_tokens": 0}),
            )
            for c in (0.1, 1.0)
        ]
        client.set_terminated(parent_id)
        best = register("credit-risk", fits[1], approved=number != 5)
        client.update_model_version("credit-risk", str(best.version), f"Quarterly fit {number}.")
        # Not asked for by anybody and never registered: a killed run alone is no fault
        killed = client.create_run(home, tags=Care().run_tags())
        client.set_terminated(killed.info.run_id, status="KILLED")
        shop.later(days=20)
    serve("credit-risk", 6)
    serve("credit-risk", 4, "previous")
    shop.clean("models:/credit-risk", "models:/credit-risk/6", "models:/credit-risk/4")
    shop.clean(data.asset(), data.asset("test"), best.run)
    shop.possible(
        "alias-behind-approved-version",
        "models:/credit-risk/4",
        "the rule looks at aliases that are not champion-like (this one is 'previous')",
    )


def _branch_footfall(shop: Workshop) -> None:
    document(
        "branch-footfall",
        "ops-analytics",
        "low",
        "Apache-2.0",
        "Plans teller desks a day ahead. Owner: operations analytics.",
        contact="ops@northbank.example",
    )
    data = table(shop, "footfall")
    home = experiment("branch-footfall", team="operations")
    for alpha in (0.1, 1.0, 3.0):
        model = RidgeClassifier(alpha=alpha)
        fit = register("branch-footfall", train(shop, home, "footfall", model, data))
        shop.later(days=11)
    serve("branch-footfall", 3)
    shop.clean("models:/branch-footfall", "models:/branch-footfall/3", data.asset(), fit.run)


def _deposit_forecast(shop: Workshop) -> None:
    """Developed under one name, promoted by copy to another: right, and easily mistaken."""
    client = MlflowClient()
    for name, stage in (
        ("deposit-forecast-dev", "development"),
        ("deposit-forecast", "production"),
    ):
        document(
            name,
            "treasury-analytics",
            "medium",
            "proprietary",
            f"Outflow of term deposits by week ({stage}). Owner: treasury analytics.",
        )
    data = table(shop, "deposits")
    home = experiment("deposit-forecast", team="treasury")
    for smoothing in (1e-9, 1e-6):
        model = GaussianNB(var_smoothing=smoothing)
        fit = register("deposit-forecast-dev", train(shop, home, "deposits", model, data))
        shop.later(days=6)
        client.copy_model_version(f"models:/deposit-forecast-dev/{fit.version}", "deposit-forecast")
        client.set_model_version_tag("deposit-forecast", str(fit.version), "validation_status", "approved")
    serve("deposit-forecast", 2)
    serve("deposit-forecast", 2, "challenger")
    shop.clean("models:/deposit-forecast", "models:/deposit-forecast/2", data.asset(), fit.run)
    shop.clean("models:/deposit-forecast-dev", "models:/deposit-forecast-dev/2")
