from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="python-end-of-life",
    title="Model needs a Python that gets no more fixes",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    threat=Threat.SUPPLY_CHAIN,
    why="Vulnerabilities found in that Python stay open in every environment built for the model.",
    fix="Train and log the model again with a Python that is still maintained.",
    undo=Undo.ADDS,
    techniques=("AML.T0010.001",),
    references=("https://devguide.python.org/versions/",),
    needs=("mlmodels.python_version",),
    # End of life by the Python developers' guide; a minor version that is not listed here is newer than this table.
    sql="""
    WITH ends AS (SELECT unnest(['3.5', '3.6', '3.7', '3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14']) AS minor,
                         unnest([DATE '2020-09-30', DATE '2021-12-23', DATE '2023-06-27', DATE '2024-10-07', DATE '2025-10-31', DATE '2026-10-31',
                                 DATE '2027-10-31', DATE '2028-10-31', DATE '2029-10-31', DATE '2030-10-31']) AS until)
    SELECT m.asset, x.python_version, e.until::VARCHAR AS end_of_life,
           CASE WHEN x.python_version IS NOT NULL THEN x.python_version LIKE '2.%' OR coalesce(e.until < current_date, false) END AS fails,
           m.label || ' needs Python ' || x.python_version || coalesce(', which ended on ' || e.until, '') AS says
    FROM model_folders m LEFT JOIN mlmodels x USING (location)
    LEFT JOIN ends e ON e.minor = regexp_extract(x.python_version, '^\\d+\\.\\d+') WHERE m.registered""",
    cases=(
        Case("3.7, 3.14, unknown",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "mlmodels": [{"location": "/m/1", "state": "read", "python_version": "3.7.16"},
                                 {"location": "/m/2", "state": "read", "python_version": "3.14.0"}]},
             fails=("models:/m/1",), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
