"""One model in order, and logged models in every state of readiness."""

from __future__ import annotations

import mlflow
from mlflow.entities import LoggedModelInput
from mlflow.tracking import MlflowClient
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from sample_registries.lab import document, experiment, register, serve, train
from sample_registries.vision.data import CARE, digits
from sample_registries.workshop import Workshop

READER = "digit-reader"


def build(shop: Workshop) -> None:
    _reader(shop)
    _shadow(shop)
    _unfinished(shop)


def _reader(shop: Workshop) -> None:
    document(READER, "ines.duarte", "low", "MIT", "Reads postal digits. Owner: vision lab.")
    data = digits(shop)
    for c in (0.1, 0.5, 1.0):
        model = LogisticRegression(C=c, max_iter=500)
        fit = register(READER, train(shop, experiment(READER), READER, model, data, CARE))
        shop.later(days=9)
    serve(READER, 3)
    shop.clean(f"models:/{READER}", f"models:/{READER}/3", data.asset(), fit.run, fit.logged)


def _shadow(shop: Workshop) -> None:
    """A model that a nightly run uses and that nobody registered."""
    client = MlflowClient()
    home = experiment("nightly-sorting")
    fit = train(shop, home, "sorter-draft", GaussianNB(), digits(shop), CARE)
    user = client.create_run(home, tags=CARE.run_tags(), run_name="nightly")
    client.log_inputs(user.info.run_id, models=[LoggedModelInput(fit.model_id)])
    client.set_terminated(user.info.run_id)
    shop.planted("shadow-model", fit.logged, "consumed by a run, registered nowhere")
    # A decoy: unregistered and consumed by nothing is what most experiments leave behind
    shop.clean(train(shop, home, "sorter-idea", GaussianNB(), digits(shop), CARE).logged)


def _unfinished(shop: Workshop) -> None:
    """A logging that never finished, and one that failed and was registered all the same."""
    client = MlflowClient()
    home = experiment("nightly-sorting")
    pending = client.create_logged_model(home, name="half-logged", tags={"mlflow.user": CARE.user})
    shop.planted("logged-model-not-ready", f"models:/{pending.model_id}", "PENDING since its start")
    failed = client.create_logged_model(home, name="broken", tags={"mlflow.user": CARE.user})
    client.finalize_logged_model(failed.model_id, "FAILED")
    name = "sorter"
    document(name, "ines.duarte", "low", "MIT", "Sorts parcels. Owner: vision lab.")
    made = mlflow.MlflowClient().create_model_version(name, f"models:/{failed.model_id}")
    version = f"models:/{name}/{made.version}"
    shop.planted("logged-model-not-ready", f"models:/{failed.model_id}", f"FAILED, and registered as {name}")
    shop.planted("files-missing", version, "a failed logging: no file was ever written")
    shop.planted("version-without-run", version, "the logged model has no source run")
