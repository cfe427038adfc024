from ...vocabulary import Confidence, Rule, Severity, Threat, Undo
from .cells import case, code

RULE = Rule(
    id="install-from-elsewhere",
    title="A notebook or script installs packages from somewhere else",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.SUPPLY_CHAIN,
    why="A package is code that runs when it is installed. From a repository address, a plain URL or an index of its own, nothing but the wire vouches for it, and with an extra index a stranger's package of the same name wins.",
    fix="Install from PyPI or your own index alone, with pinned versions and hashes.",
    undo=Undo.BACK,
    techniques=("AML.T0010.001", "AML.T0011.001"),
    references=("https://pip.pypa.io/en/stable/topics/secure-installs/",),
    needs=("cells", "code"),
    sql=code(
        r"""k.what = 'package' AND regexp_matches(k.name, '^(git\+|https?://|hg\+|svn\+)|@ *(git\+|https?://)')
            AND NOT regexp_matches(k.name, '@[0-9a-f]{40}([#&]|$)')
            OR k.what = 'option' AND k.name IN ('--extra-index-url', '--trusted-host', '--find-links', '-f', '-i', '--index-url')
            AND NOT regexp_matches(k.detail, '^https://(pypi\.org|download\.pytorch\.org|files\.pythonhosted\.org)(/|$)')""",
        "'installs from ' || CASE k.what WHEN 'option' THEN k.detail ELSE k.name END",
    ),
    cases=(case(
        [{"what": "package", "name": "git+https://github.com/a/b", "detail": None}, {"what": "option", "name": "--extra-index-url", "detail": "http://10.0.0.1/simple"}],
        [{"what": "package", "name": "pandas==2.2.3", "detail": None}, {"what": "option", "name": "--index-url", "detail": "https://download.pytorch.org/whl/cpu"}, {"what": "package", "name": "git+https://github.com/a/b@0123456789012345678901234567890123456789", "detail": None}],
    ),),
)  # fmt: skip
