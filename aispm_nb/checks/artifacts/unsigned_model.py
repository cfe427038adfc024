from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="unsigned-model",
    title="Served version is not signed",
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    threat=Threat.PROVENANCE,
    why="Nothing ties the files to whoever made them, so a replaced model looks like the real one.",
    fix="Sign the folder with OpenSSF model signing (model_signing sign) when it is registered, and verify it before serving.",
    undo=Undo.ADDS,
    techniques=("AML.T0010.003", "AISPM.PROVENANCE"),
    references=("https://github.com/sigstore/model-transparency", "https://atlas.mitre.org/mitigations/AML.M0013"),
    needs=("files",),
    sql="""
    SELECT s.asset, s.served_as, CASE WHEN m.state = 'read' THEN NOT EXISTS (
               SELECT 1 FROM files x WHERE x.location = m.location AND regexp_matches(lower(x.path), '(^|/)(model\\.sig|.*\\.sigstore(\\.json)?|.*\\.sig)$')) END AS fails,
           m.label || ' (' || s.served_as || ') has no signature file' AS says
    FROM served s JOIN model_folders m USING (asset)""",
    cases=(
        Case("unsigned and signed",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2)],
                    "registered_model_aliases": [{"name": "m", "alias": f"a{v}", "version": v} for v in (1, 2)],
                    "folders": [{"location": f"/m/{v}", "state": "read"} for v in (1, 2)],
                    "files": [{"location": "/m/2", "path": "model.sig"}]},
             fails=("models:/m/1",), passes=("models:/m/2",)),
    ),
)  # fmt: skip
