from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="files-changed",
    title="A version's files changed after they were first seen",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A registered version never changes by itself: somebody replaced what was reviewed, and MLflow keeps no digest to notice.",
    fix="Take the alias off, compare both files, find who may write the store, and register a new version from the run.",
    undo=Undo.BACK,
    techniques=("AML.T0018", "AML.T0010.003"),
    references=("https://atlas.mitre.org/techniques/AML.T0018", "https://github.com/sigstore/model-transparency"),
    needs=("files",),
    exploitation=Exploitation.ACTIVE,
    automatable=True,
    sql="""
    WITH changed AS (
        SELECT n.location, n.path, arg_min(p.sha256, p.until_scan) AS was, any_value(n.sha256) AS now
        FROM files n JOIN files_past p ON p.location = n.location AND p.path = n.path AND p.sha256 IS NOT NULL
        GROUP BY n.location, n.path HAVING was <> now)
    SELECT m.asset, c.path, left(c.was, 12) AS sha256_at_first_sight, left(c.now, 12) AS sha256_now,
           CASE WHEN m.state = 'read' THEN c.path IS NOT NULL END AS fails,
           c.path || ' of ' || m.label || ' is not the file it was when first seen' AS says
    FROM model_folders m
    LEFT JOIN changed c ON c.location = m.location""",
    cases=(
        Case("changed, touched only, never changed",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3)],
                    "folders": [{"location": f"/m/{v}", "state": "read"} for v in (1, 2, 3)],
                    "files": [{"location": f"/m/{v}", "path": "model.skops", "sha256": "b"} for v in (1, 2, 3)],
                    "files_past": [{"location": "/m/1", "path": "model.skops", "sha256": "a", "until_scan": 2},
                                   {"location": "/m/2", "path": "model.skops", "sha256": "b", "until_scan": 2}]},
             fails=("models:/m/1",), passes=("models:/m/2", "models:/m/3")),
    ),
)  # fmt: skip
