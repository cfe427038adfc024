from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="files-newer-than-registration",
    title="A version's files are newer than its registration",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A file written after the version was registered is not the one that was reviewed, unless the store was copied since.",
    fix="Compare the files with the run that logged them; register a new version if they were meant to change.",
    undo=Undo.ADDS,
    techniques=("AML.T0018", "AML.T0010.003"),
    references=("https://atlas.mitre.org/techniques/AML.T0018",),
    needs=("files",),
    # A restored or copied store has new times everywhere, which says nothing: only a minority of late files does.
    # Registering a pending model takes its time, so an hour is given.
    sql="""
    WITH late AS (
        SELECT m.asset, m.location, m.created, f.path, f.mtime, f.mtime > m.created + 3600000 AS is_late
        FROM model_folders m JOIN files f USING (location) WHERE m.registered AND m.created IS NOT NULL),
    store AS (SELECT avg(CASE WHEN is_late THEN 1 ELSE 0 END) AS share FROM late WHERE path = 'MLmodel')
    SELECT m.asset, CASE WHEN store.share > 0.5 THEN 'most files of the store are newer than their registration, so it was copied or restored; '
               || 'compare with the SHA-256 of the next scan' END AS reason, l.path, when_ms(l.mtime) AS written, when_ms(m.created) AS registered,
           CASE WHEN store.share > 0.5 OR NOT EXISTS (SELECT 1 FROM late x WHERE x.asset = m.asset) THEN NULL
                ELSE l.path IS NOT NULL END AS fails,
           l.path || ' of ' || m.label || ' was written after the version was registered' AS says
    FROM model_folders m LEFT JOIN late l ON l.asset = m.asset AND l.is_late, store WHERE m.registered""",
    cases=(
        Case("one file late in one of three",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}", "creation_time": 1_000_000_000} for v in (1, 2, 3)],
                    "files": [{"location": f"/m/{v}", "path": "MLmodel", "mtime": 999_000_000} for v in (1, 2, 3)]
                    + [{"location": "/m/1", "path": "model.pkl", "mtime": 1_090_000_000}]},
             fails=("models:/m/1",), passes=("models:/m/2", "models:/m/3")),
        Case("the whole store was copied",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": 1, "source": "/m/1", "creation_time": 1_000_000_000}],
                    "files": [{"location": "/m/1", "path": "MLmodel", "mtime": 1_090_000_000}]},
             not_assessed=("models:/m/1",)),
    ),
)  # fmt: skip
