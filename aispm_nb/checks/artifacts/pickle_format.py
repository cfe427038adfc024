from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="pickle-format",
    title="Model is a pickle: loading it can run any code",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Whoever can replace the file runs code as whoever loads the model; MLflow loads pickles unless told not to.",
    fix="Log the model again as skops (scikit-learn, LightGBM), pt2 (torch), ONNX or safetensors, and set "
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false where models are loaded.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000", "AML.T0018.002"),
    references=("https://docs.python.org/3/library/pickle.html", "https://nvd.nist.gov/vuln/detail/CVE-2024-37052"),
    needs=("files", "mlmodels"),
    # By what MLmodel says and by what the files are called; what a file would do is asked by reading its opcodes.
    sql="""
    WITH pickled AS (
        SELECT location, path AS evidence FROM files
        WHERE regexp_matches(lower(path), '\\.(pkl|pickle|p|joblib|jbl|dill|cloudpickle)(\\.(gz|bz2|xz|lzma|zlib|lz4|z))?$|\\.(pth|pt|ckpt)$')
          AND NOT regexp_matches(path, '(^|/)(input_example|serving_input)')
        UNION ALL
        SELECT location, 'MLmodel: ' || f FROM (SELECT location, unnest(formats) AS f FROM mlmodels)
        WHERE f IN ('pickle', 'cloudpickle', 'dill', 'joblib') OR f LIKE '%pickle%'),
    named AS (
        SELECT location, string_agg(DISTINCT evidence, ', ' ORDER BY evidence) AS files, min(evidence) AS first
        FROM pickled GROUP BY location)
    SELECT m.asset, p.files, CASE WHEN m.state = 'read' THEN p.location IS NOT NULL END AS fails,
           m.label || ' is unpickled when it is loaded (' || p.first || ')' AS says
    FROM model_folders m LEFT JOIN named p USING (location)""",
    cases=(
        Case("by MLmodel, by name, and neither",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "folders": [{"location": f"/m/{v}", "state": "read"} for v in (1, 2, 3)],
                    "mlmodels": [{"location": "/m/1", "formats": ["cloudpickle"]}, {"location": "/m/3", "formats": ["skops"]}],
                    "files": [{"location": "/m/2", "path": "data/model.joblib.gz"}, {"location": "/m/3", "path": "model.skops"}]},
             fails=("models:/m/1", "models:/m/2"), passes=("models:/m/3",)),
        Case("files out of reach",
             given={"registered_models": [{"name": "m"}], "model_versions": [{"name": "m", "version": 1, "source": "s3://b/m"}]},
             not_assessed=("models:/m/1",)),
    ),
)  # fmt: skip
