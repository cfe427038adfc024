from ...vocabulary import Case, Confidence, Exploitation, Rule, Severity, Threat, Undo

RULE = Rule(
    id="credentials-in-repository-url",
    title="A run records a repository URL with credentials in it",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.SECRETS,
    exploitation=Exploitation.PUBLIC_POC,
    why="Whoever may read the run can read, and often write, the repository that models are built from.",
    fix="Revoke the token, remove it from the git remote, and overwrite the tag mlflow.source.git.repoURL.",
    undo=Undo.LOST,
    techniques=("AML.T0055", "AML.T0010.001"),
    references=("https://cwe.mitre.org/data/definitions/522.html",),
    needs=("tags",),
    sql="""
    WITH urls AS (
        SELECT run_uuid, key, value FROM tags WHERE key IN ('mlflow.source.git.repoURL', 'mlflow.source.name', 'mlflow.project.gitRepoURL')
        UNION ALL SELECT run_uuid, 'source_name', source_name FROM runs WHERE source_name LIKE '%://%')
    SELECT 'runs:/' || run_uuid AS asset, key, masked(value) AS url,
           regexp_matches(value, '://[^/\\s:@]+:[^/\\s@]{3,}@') AND NOT regexp_matches(value, '://[^/\\s:@]+:(\\$|<|\\*)')
               OR regexp_matches(value, '://(gh[pousr]_|github_pat_|glpat-|oauth2:)[^/\\s]*@') AS fails,
           'the repository URL in ' || key || ' holds credentials' AS says
    FROM urls WHERE value LIKE '%://%'""",
    cases=(
        Case("with a password, with a token, with a user alone",
             given={"tags": [{"run_uuid": "r1", "key": "mlflow.source.git.repoURL", "value": "https://bob:s3cretpass@git.bank.example/ml.git"},
                             {"run_uuid": "r2", "key": "mlflow.source.git.repoURL", "value": "https://ghp_" + "a1" * 18 + "@github.com/o/r"},
                             {"run_uuid": "r3", "key": "mlflow.source.git.repoURL", "value": "ssh://git@github.com/o/r.git"}]},
             fails=("runs:/r1", "runs:/r2"), passes=("runs:/r3",)),
    ),
)  # fmt: skip
