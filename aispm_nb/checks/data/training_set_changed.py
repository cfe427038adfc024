from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="training-set-changed",
    title="The rows behind a registered data set have changed",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.DATA_POISONING,
    exploitation=Exploitation.ACTIVE,
    why="The digest promises that the rows are those that were seen; whoever trains again now trains on others (a split view).",
    fix="Find out who wrote to the file, restore the rows that the digest stands for, or register the new ones under their own digest.",
    undo=Undo.LOST,
    techniques=("AML.T0020", "AML.T0059"),
    references=("https://arxiv.org/abs/2302.10149", "https://atlas.mitre.org/techniques/AML.T0020"),
    needs=("training_sets",),
    sql="""
    WITH earlier AS (SELECT asset, arg_min(sha256, until_scan) AS sha256 FROM training_sets_past WHERE sha256 IS NOT NULL GROUP BY asset)
    SELECT s.asset, s.path, e.sha256 AS was, s.sha256 AS now,
           CASE WHEN s.sha256 IS NOT NULL THEN coalesce(s.sha256 <> e.sha256, false) END AS fails,
           CASE WHEN s.sha256 IS NULL THEN s.reason END AS reason,
           s.name || ' holds other rows than when it was first seen under this digest' AS says
    FROM training_sets s LEFT JOIN earlier e USING (asset)""",
    cases=(
        Case("changed, the same, and not there",
             given={"training_sets": [{"asset": "datasets:/a@1", "name": "a", "sha256": "y"}, {"asset": "datasets:/b@1", "name": "b", "sha256": "x"},
                                      {"asset": "datasets:/c@1", "name": "c", "reason": "its file is not there"}],
                    "training_sets_past": [{"asset": "datasets:/a@1", "sha256": "x", "until_scan": 1}]},
             fails=("datasets:/a@1",), passes=("datasets:/b@1",), not_assessed=("datasets:/c@1",)),
    ),
)  # fmt: skip
