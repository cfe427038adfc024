"""Fill an empty SQLite registry through MLflow's own client: ``python fill.py sqlite:///… FOLDER``."""

from __future__ import annotations

import sys

from mlflow import MlflowClient
from mlflow.data.http_dataset_source import HTTPDatasetSource
from mlflow.data.meta_dataset import MetaDataset
from mlflow.entities import DatasetInput, InputTag

client = MlflowClient(sys.argv[1])
experiment = client.create_experiment("fraud", artifact_location=sys.argv[2])
data = MetaDataset(HTTPDatasetSource("https://data.example.org/claims.csv"), name="claims")._to_mlflow_entity()
for number in (1, 2):
    run = client.create_run(experiment, run_name=f"train-{number}")
    client.log_param(run.info.run_id, "depth", str(number))
    client.log_metric(run.info.run_id, "auc", 0.5)
    client.set_tag(run.info.run_id, "note", "plain")
    client.log_inputs(run.info.run_id, [DatasetInput(data, [InputTag("mlflow.data.context", "training")])])
    logged = client.create_logged_model(experiment, name="clf", source_run_id=run.info.run_id)
    client.finalize_logged_model(logged.model_id, "READY")
    name = f"model-{number}"
    client.create_registered_model(name, tags={"owner": "ana", "tier": "high"}, description="A model.")
    client.create_model_version(name, f"models:/{logged.model_id}", run_id=run.info.run_id, tags={"stage": "reviewed"})
    client.set_registered_model_alias(name, "champion", "1")
client.register_prompt("greet", "Say hello to {{name}}")
