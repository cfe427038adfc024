"""Run by an old MLflow's own Python: fill one store with a little of all that it knows.

Plain on purpose: it has to run on Python 3.8 with MLflow 1.20 as on 3.11 with 3.17.
usage: seed.py STORE_URI ARTIFACT_ROOT
"""

import random
import sys

import mlflow
from mlflow.tracking import MlflowClient

STORE, ROOT = sys.argv[1:3]
random.seed(1)
mlflow.set_tracking_uri(STORE)
client = MlflowClient(STORE)

# Before 2.0 the file store had no model registry
registry = STORE.startswith("sqlite") or int(mlflow.__version__.split(".")[0]) >= 2

runs = []
for number in range(2):
    home = client.create_experiment(f"study-{number}", f"{ROOT}/study-{number}")
    client.set_experiment_tag(home, "team", "lab")
    for trial in range(3):
        run = client.create_run(home, tags={"mlflow.source.name": "train.py", "trial": str(trial)})
        run_id = run.info.run_id
        client.log_param(run_id, "depth", trial)
        client.log_metric(run_id, "accuracy", random.random())
        client.set_terminated(run_id, "FAILED" if trial == 2 else "FINISHED")
        runs.append(run_id)
client.delete_run(runs[-1])

if hasattr(mlflow, "log_input"):
    import pandas as pd

    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [0, 1, 0]})
    data = mlflow.data.from_pandas(frame, source="https://data.example/x.csv", name="points")
    for run_id in runs[:2]:
        with mlflow.start_run(run_id=run_id):
            mlflow.log_input(data, context="training")

models = {}
if hasattr(mlflow, "initialize_logged_model"):
    for run_id in runs[:2]:
        run = client.get_run(run_id)
        model = client.create_logged_model(
            run.info.experiment_id, name="net", source_run_id=run_id, tags={"kind": "net"}
        )
        client.finalize_logged_model(model.model_id, "READY")
        models[run_id] = model.model_id

if registry:
    for name in ("alpha", "beta"):
        client.create_registered_model(name, tags={"owner": "lab"}, description=f"The {name}.")
        for run_id in runs[:3]:
            source = client.get_run(run_id).info.artifact_uri + "/model"
            if run_id in models:
                source = "models:/" + models[run_id]
            made = client.create_model_version(name, source, run_id=run_id)
            client.set_model_version_tag(name, made.version, "checked", "yes")
    client.transition_model_version_stage("alpha", "1", "Production")
    client.transition_model_version_stage("alpha", "2", "Staging")
    if hasattr(client, "set_registered_model_alias"):
        client.set_registered_model_alias("alpha", "champion", "2")
        client.set_registered_model_alias("beta", "champion", "1")
    client.delete_model_version("beta", "3")

if hasattr(mlflow, "start_span") and STORE.startswith("sqlite"):
    mlflow.set_experiment("study-0")
    with mlflow.start_span("ask") as span:
        span.set_inputs({"question": "why"})
        span.set_outputs({"answer": "because"})
