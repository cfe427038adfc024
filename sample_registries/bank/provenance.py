"""Versions whose alias, run, experiment or owner does not hold."""

from __future__ import annotations

import mlflow
from mlflow.tracking import MlflowClient
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from sample_registries.bank.data import table
from sample_registries.lab import Care, Trained, document, experiment, register, serve, train
from sample_registries.workshop import Workshop

FRAUD, CHURN, LOAN, MORTGAGE = "card-fraud", "churn", "loan-default", "mortgage-prepay"


def build(shop: Workshop) -> None:
    _card_fraud(shop)
    _churn(shop)
    _loan_default(shop)
    _mortgage(shop)
    _wealth(shop)


def _card_fraud(shop: Workshop) -> None:
    """Pickles in the history, and an alias on a version that nobody approved."""
    document(FRAUD, "fraud-desk", "high", "proprietary", "Scores card payments. Owner: fraud desk.")
    data = table(shop, "card_payments")
    home = experiment(FRAUD)
    for number, kind in enumerate(("pickle", "cloudpickle", "skops", "skops"), start=1):
        care = Care(saving={"serialization_format": kind})
        fit = train(shop, home, FRAUD, KNeighborsClassifier(2 + number, algorithm="brute"), data, care)
        fit = register(FRAUD, fit, approved=number != 4)
        if kind != "skops":
            shop.planted(
                "pickle-format",
                f"models:/{FRAUD}/{number}",
                f"sklearn flavour saved as {kind}: unpickled on load",
                also=[fit.logged],
            )
        shop.later(days=5)
    MlflowClient().set_model_version_tag(FRAUD, "4", "validation_status", "pending")
    serve(FRAUD, 4)
    serve(FRAUD, 3, "challenger")
    shop.planted("alias-on-unapproved-version", f"models:/{FRAUD}/4", "champion, but validation is pending")


def _churn(shop: Workshop) -> None:
    """Two aliases that lead astray: one to a deleted version, one to a quarantined one."""
    client = MlflowClient()
    document(CHURN, "crm-science", "medium", "proprietary", "Who will leave. Owner: CRM science.")
    data = table(shop, "deposits")
    for number in range(1, 5):
        model = LogisticRegression(C=float(number))
        register(CHURN, train(shop, experiment(CHURN), CHURN, model, data))
        shop.later(days=4)
    client.set_model_version_tag(CHURN, "2", "review", "done")
    client.delete_model_version(CHURN, "2")
    # MLflow 3 drops aliases with the version; older servers and plain SQL leave them behind
    shop.sql(
        "INSERT INTO registered_model_aliases (workspace, name, alias, version) VALUES ('default', ?, 'champion', 2)",
        CHURN,
    )
    client.set_model_version_tag(CHURN, "3", "quarantine", "true")
    serve(CHURN, 3, "challenger")
    shop.planted("alias-to-deleted-version", f"models:/{CHURN}", "champion names deleted version 2")
    shop.planted(
        "deleted-version-residue",
        f"models:/{CHURN}/2",
        "tags and files of version 2 are still there",
    )
    shop.planted("alias-on-quarantined-version", f"models:/{CHURN}/3", "challenger; tagged quarantine=true")


def _loan_default(shop: Workshop) -> None:
    """Four versions, four runs that say little: deleted, failed, killed, and never finished."""
    client = MlflowClient()
    document(LOAN, "credit-lab", "high", "proprietary", "Default of loans. Owner: credit lab.")
    data = table(shop, "credit_accounts")
    fits: list[Trained] = []
    for number, status in enumerate(("FINISHED", "FAILED", "KILLED", "RUNNING", "FINISHED")):
        model = LogisticRegression(C=0.5 + number)
        fit = train(shop, experiment(LOAN), LOAN, model, data, Care(status=status))
        fits.append(register(LOAN, fit))
        shop.later(days=2)
        if status not in ("FINISHED",):
            shop.planted("version-run-unfinished", f"models:/{LOAN}/{number + 1}", f"its run is {status}")
    client.delete_run(fits[0].run_id)
    shop.planted("version-run-missing", f"models:/{LOAN}/1", "its run was deleted")
    # No run and no logged model: only the folder is known
    made = client.create_model_version(LOAN, source=fits[4].files.as_posix())
    shop.planted("version-without-run", f"models:/{LOAN}/{made.version}", "registered from a bare folder")
    # A registration that broke half way; the client waits for READY, so the row is set
    made = client.create_model_version(LOAN, source=fits[4].logged, run_id=fits[4].run_id)
    shop.sql(
        "UPDATE model_versions SET status = 'FAILED_REGISTRATION' WHERE name = ? AND version = ?",
        LOAN,
        int(made.version),
    )
    shop.planted("version-not-ready", f"models:/{LOAN}/{made.version}", "status FAILED_REGISTRATION")
    # Under review since summer, still wearing the retired stage, with an approved successor
    client.transition_model_version_stage(LOAN, "2", "Production")
    shop.planted("deprecated-stage", f"models:/{LOAN}/2", "current_stage is Production")
    serve(LOAN, 3)
    shop.planted("alias-behind-approved-version", f"models:/{LOAN}/3", "champion while 5 is approved")


def _mortgage(shop: Workshop) -> None:
    """Served by nobody in particular, for no stated purpose, from no known data."""
    client = MlflowClient()
    data = table(shop, "credit_accounts")
    home = experiment("scratch")
    for number in range(1, 4):
        care = Care(inputs=[], metrics=False, script="try.ipynb", script_type="NOTEBOOK")
        if number < 3:
            care = Care()
        fit = train(shop, home, MORTGAGE, LogisticRegression(C=3.0 * number), data, care)
        register(MORTGAGE, fit)
        shop.later(days=3)
    serve(MORTGAGE, 3)
    name, served = f"models:/{MORTGAGE}", f"models:/{MORTGAGE}/3"
    shop.planted("model-without-owner", name, "no owner tag, no description")
    shop.planted("model-without-purpose", name, "no description")
    shop.planted("model-without-tier", name, "no tier tag")
    shop.planted("model-without-licence", name, "no licence tag")
    shop.planted("version-without-dataset", served, "its run logged no data set")
    shop.planted("version-without-metrics", served, "neither run nor logged model has a metric")
    shop.planted("run-from-notebook", served, "mlflow.source.type is NOTEBOOK (try.ipynb)")
    # Waiting for approval: not served, so these gaps are nobody's problem yet
    client.create_registered_model("mortgage-sandbox")
    shop.clean("models:/mortgage-sandbox")


def _wealth(shop: Workshop) -> None:
    """The experiment behind the champion was deleted; another lies in a temporary folder."""
    client = MlflowClient()
    model = "wealth-advice"
    document(model, "private-bank", "high", "proprietary", "Ranks funds. Owner: private bank.")
    data = table(shop, "deposits")
    home = experiment("wealth-2025")
    register(model, train(shop, home, model, LogisticRegression(), data))
    shop.later(days=1)
    fit = register(model, train(shop, home, model, LogisticRegression(C=2.0), data))
    serve(model, fit.version)
    client.delete_experiment(home)
    served = f"models:/{model}/{fit.version}"
    shop.planted("experiment-deleted-behind-served-version", served, "experiment wealth-2025 is deleted")
    # Deleting an experiment deletes its runs with it
    for version in (1, 2):
        shop.planted("version-run-missing", f"models:/{model}/{version}", "deleted with its experiment")
    lost = mlflow.create_experiment("quick-look", artifact_location="/tmp/quick-look-artifacts")
    shop.planted("experiment-in-temporary-folder", f"experiments:/{lost}", "artifact_location is under /tmp")
