from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="mlmodel-names-another-model",
    title="The files belong to another model than the registry says",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="MLmodel records which run and logged model it was made by; another id means that the folder was swapped or copied over.",
    fix="Take the alias off and compare the files with those of the run that the registry names.",
    undo=Undo.BACK,
    techniques=("AML.T0018", "AML.T0010.003"),
    references=("https://mlflow.org/docs/latest/ml/model/",),
    needs=("mlmodels",),
    exploitation=Exploitation.PUBLIC_POC,
    # A promoted copy keeps the ids of its origin, and a folder registered by hand has nothing to compare.
    sql="""
    SELECT m.asset, x.model_id AS model_id_in_files, m.model_id, x.run_id AS run_id_in_files, m.run_id,
           CASE WHEN x.state = 'read' AND (x.model_id IS NOT NULL AND m.model_id IS NOT NULL OR x.run_id IS NOT NULL AND m.run_id IS NOT NULL)
                THEN coalesce(x.model_id <> m.model_id, false) OR (x.model_id IS NULL OR m.model_id IS NULL) AND coalesce(x.run_id <> m.run_id, false)
           END AS fails,
           'the MLmodel of ' || m.label || ' was made by another ' || CASE WHEN x.model_id <> m.model_id THEN 'logged model' ELSE 'run' END AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location)""",
    cases=(
        Case("another model, the same, nothing to compare",
             given={"registered_models": [{"name": "m"}],
                    "logged_models": [{"model_id": "m-1", "artifact_location": "/l/1"}, {"model_id": "m-2", "artifact_location": "/l/2"}],
                    "model_versions": [{"name": "m", "version": 1, "source": "models:/m-1"}, {"name": "m", "version": 2, "source": "models:/m-2"},
                                       {"name": "m", "version": 3, "source": "/x"}],
                    "mlmodels": [{"location": "/l/1", "state": "read", "model_id": "m-9"}, {"location": "/l/2", "state": "read", "model_id": "m-2"},
                                 {"location": "/x", "state": "read"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
