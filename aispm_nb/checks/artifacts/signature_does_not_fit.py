from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="signature-does-not-fit",
    title="A model's files are not those that were signed",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="Somebody signed a list of files, and another file, a missing one or one more lies there now, or somebody else signed it.",
    fix="Take the alias off, ask whoever signed for the files, verify them (model_signing verify), and register them as a new version.",
    undo=Undo.BACK,
    techniques=("AML.T0018", "AML.T0010.003"),
    references=("https://github.com/sigstore/model-transparency", "https://atlas.mitre.org/mitigations/AML.M0013"),
    needs=("inspected",),
    automatable=True,
    sql="""
    SELECT m.asset, i.path AS file, i.why,
           CASE i.verdict WHEN 'known' THEN false WHEN 'not-assessed' THEN NULL ELSE true END AS fails,
           CASE i.verdict WHEN 'not-assessed' THEN i.why END AS reason,
           i.path || ' of ' || m.label || ': ' || i.why AS says
    FROM model_folders m JOIN inspected i USING (location) WHERE i.format = 'signature'""",
    cases=(
        Case("a swapped file, the files as signed, not compared, not signed",
             given={"registered_models": [{"name": "m"}],
                    "model_versions": [{"name": "m", "version": v, "source": f"/m/{v}"} for v in (1, 2, 3, 4, 5)],
                    "inspected": [{"location": "/m/1", "path": "model.sig", "format": "signature", "verdict": "dangerous", "why": "the files are not those that were signed: model.pkl changed since"},
                                  {"location": "/m/2", "path": "model.sig", "format": "signature", "verdict": "known", "why": "all 4 files are those that were signed, by the signer that was given"},
                                  {"location": "/m/3", "path": "model.sig", "format": "signature", "verdict": "not-assessed", "why": "hashed by blake3"},
                                  {"location": "/m/4", "path": "model.sig", "format": "signature", "verdict": "unknown", "why": "x.py is there and was not signed"},
                                  {"location": "/m/5", "path": "model.pkl", "format": "pickle", "verdict": "known", "why": ""}]},
             fails=("models:/m/1", "models:/m/4"), passes=("models:/m/2",), not_assessed=("models:/m/3",)),
    ),
)  # fmt: skip
