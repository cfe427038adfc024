from ...vocabulary import Confidence, Rule, Severity, Threat, Undo
from .cells import case, code

RULE = Rule(
    id="certificates-not-checked",
    title="A notebook or script does not check certificates",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.MISCONFIGURATION,
    why="Whoever sits on the way can read tokens and hand over another model or data set, and nothing will say so.",
    fix="Take verify=False away. For an internal authority give its certificate (REQUESTS_CA_BUNDLE, MLFLOW_TRACKING_SERVER_CERT_PATH).",
    undo=Undo.BACK,
    techniques=("AML.T0055", "AML.T0010.002"),
    references=("https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification",),
    needs=("cells", "code"),
    sql=code(
        r"""k.what = 'keyword' AND k.detail IN ('verify=False', 'verify_ssl=False', 'ssl_verify=False')
            OR k.what = 'call' AND k.name IN ('ssl._create_unverified_context', 'urllib3.disable_warnings')
            OR k.what = 'shell' AND regexp_matches(k.name, '\b(curl\b.*\s(-k|--insecure)\b|wget\b.*--no-check-certificate|MLFLOW_TRACKING_INSECURE_TLS=(1|true))')""",
        "'does not check certificates (' || CASE k.what WHEN 'keyword' THEN k.detail ELSE k.name END || ')'",
    ),
    cases=(case(
        [{"what": "keyword", "name": "requests.get", "detail": "verify=False"}, {"what": "call", "name": "ssl._create_unverified_context", "detail": ""}, {"what": "shell", "name": "curl -k https://x.y", "detail": None}],
        [{"what": "keyword", "name": "requests.get", "detail": "verify=True"}, {"what": "shell", "name": "curl https://x.y/k", "detail": None}],
    ),),
)  # fmt: skip
