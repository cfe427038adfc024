from ...vocabulary import Confidence, Exploitation, Rule, Severity, Threat, Undo
from .cells import case, code

RULE = Rule(
    id="download-run-in-shell",
    title="A notebook or script runs what it has just downloaded",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.SUPPLY_CHAIN,
    why="curl … | sh runs whatever the other side sends at that moment, as the person who runs the cell.",
    fix="Download the file, look at it, compare its checksum, then run it.",
    undo=Undo.BACK,
    techniques=("AML.T0011.001", "AML.T0010.001"),
    references=("https://atlas.mitre.org/techniques/AML.T0011.001",),
    exploitation=Exploitation.PUBLIC_POC,
    needs=("cells", "code"),
    sql=code(
        r"""k.what = 'shell' AND regexp_matches(k.name, '(curl|wget)\b.*\|\s*(sudo\s+)?(env\s+)?(ba|z|da)?sh\b|(curl|wget)\b.*\|\s*(sudo\s+)?python|(ba)?sh\s+(-c\s+)?.{0,3}(<\(|\$\()\s*(curl|wget)')""",
        "'runs a download in a shell'",
    ),
    cases=(case(
        [{"what": "shell", "name": "curl -sSL https://x.y/install.sh | sudo bash", "detail": None}, {"what": "shell", "name": "bash <(curl -s https://x.y/z)", "detail": None}],
        [{"what": "shell", "name": "curl -o data.csv https://x.y/data.csv", "detail": None}, {"what": "shell", "name": "cat x | grep bash", "detail": None}],
    ),),
)  # fmt: skip
