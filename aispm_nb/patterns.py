"""What a secret and what personal data look like, as RE2 patterns, and the SQL macros made of them.

RE2 runs in time linear in the text, so a hostile value cannot stall a scan. Counted repetition of a wide class is
avoided where plain repetition does: a pattern is compiled for each statement, and 256 times a class is 256 copies of it. Every kind is of a shape that does not
occur by chance; words such as ``password`` alone are not evidence, a value assigned to one is.
Sources: the providers' published key formats; the pattern lists of gitleaks and detect-secrets (read, not copied).
"""

from collections.abc import Callable

SECRETS = {
    "AWS access key": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "Google API key": r"\bAIza[0-9A-Za-z_\-]{35}\b",
    "GitHub token": r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{50,})\b",
    "GitLab token": r"\bglpat-[0-9A-Za-z_\-]{20,}",
    "Hugging Face token": r"\bhf_[A-Za-z0-9]{30,}\b",
    "OpenAI or Anthropic key": r"\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_\-]{20,}",
    "Slack token": r"\bxox[abprs]-[0-9A-Za-z\-]{10,}",
    "Slack webhook": r"hooks\.slack\.com/services/T[0-9A-Za-z_]+/B[0-9A-Za-z_]+/[0-9A-Za-z_]{16,}",
    "Stripe key": r"\b[rs]k_live_[0-9A-Za-z]{16,}",
    "Databricks token": r"\bdapi[0-9a-f]{32}\b",
    "Azure storage key": r"AccountKey=[A-Za-z0-9+/=]{40,}",
    "Azure shared access signature": r"[?&]sig=[A-Za-z0-9%+/=]{30,}",
    "PyPI token": r"\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_\-]{30,}",
    "npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "SendGrid key": r"\bSG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}",
    "Google OAuth secret": r"\bGOCSPX-[A-Za-z0-9_\-]{20,}",
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "JSON web token": r"\beyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}",
    "credentials in a URL": r"[a-zA-Z][a-zA-Z0-9+.\-]*://[^\s/:@'\"<>{}$*]+:[^\s/@'\"<>{}$*]{3,}@",
    "password": r"(?i)\b(?:password|passwd|pwd|secret[_-]?key|api[_-]?key|auth[_-]?token|access[_-]?token|client[_-]?secret)"
                r"[\"']?\s*[:=]\s*[\"']?[^\s\"'{}<>$*,;]{8,}",
}  # fmt: skip

PERSONAL = {
    "e-mail address": r"\b[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,24}\b",
    "US social security number": r"\b(?:00[1-9]|0[1-9]\d|[1-578]\d\d|6[0-57-9]\d|66[0-57-9])-(?:0[1-9]|[1-9]\d)-\d{4}\b",
    "IBAN": r"\b(?:A[DELTZ]|B[AEGHRY]|C[HRYZ]|D[EKO]|E[EGS]|F[IOR]|G[BEILRT]|H[RU]|I[ELQST]|JO|K[WZ]|L[BCITUV]|M[CDEKRTU]|N[LO]"
            r"|P[KLST]|QA|R[OS]|S[ACEIKMTV]|T[LNR]|UA|V[AG]|XK)\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}\b",
    # Not the digits of a fraction, which embeddings are full of.
    "payment card": r"(?:^|[^0-9.\-])(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|3[47]\d{2}|6011)[ \-]?\d{4}[ \-]?\d{4}[ \-]?\d{3,4}(?:[^0-9.]|\.(?:[^0-9]|$)|$)",
    "phone number": r"(?:^|[\s(\"'])\+[1-9]\d{0,2}[ .\-]?(?:\(\d{1,4}\)[ .\-]?)?\d{2,4}(?:[ .\-]?\d{2,4}){2,4}\b",
}  # fmt: skip

# Addresses in these domains are documentation's own (RFC 2606) and nobody's.
# A name that promises a secret, and values that are a word, a switch or a reference to where the secret is kept.
_NAMED = (
    r"(?i)(^|[._\- ])(password|passwd|pwd|passphrase|secret|secret_?key|api_?key|access_?key|private_?key|client_?secret|"
    r"(auth|access|refresh|bearer|api)_?token|token|credentials?)$"
)
_NO_KEY = (
    r"^(?i:true|false|yes|no|none|null|default|strict|required|optional|changed|rotated|n/?a|\*+|x+|redacted|hidden|masked)$"
    r"|^[\[<{(].*[\])>}]$|\$\{|^\$|^(?i:env|vault|arn|ssm|secretsmanager|secret|file|op|gcp|azure|keyring)[:/]|://|\s"
)

_NOBODY = r"@(?:[a-z0-9.\-]+\.)?(?:example\.(?:com|org|net)|example|test|invalid|localhost)\b"
SHOWN = 300  # characters of a registry's text that are shown at most


# Values of documentation and of templates; a key of a provider's own shape is told all the same.
_SAMPLE = r"(?i)example|x{4}|\*{3}|123456789|987654321|your[_\- ]|my[_\-]?(secret|token|key|password)|placeholder|changeme|dummy|<[a-z]"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _kind(name: str, kinds: dict[str, str], text: str) -> str:
    """The kind that ``text`` holds (the leftmost, when several), or NULL.

    One pass says no, which is the answer for nearly every value. A statement compiles its patterns anew each time, so
    that the kinds are groups of one pattern; only a kind that is checked further is asked for by itself, after them.
    """
    plain = {kind: pattern for kind, pattern in kinds.items() if kind not in _CHECKED}
    groups = "|".join(f"({pattern})" for pattern in plain.values())
    names = [f"kind_{i}" for i in range(len(plain))]
    whens = " ".join(f"WHEN hit.{group} <> '' THEN {_quoted(kind)}" for group, kind in zip(names, plain, strict=True))
    checked = ", ".join(
        f"CASE WHEN {_CHECKED[kind](f'regexp_extract({text}, {_quoted(pattern)})')} THEN {_quoted(kind)} END"
        for kind, pattern in kinds.items()
        if kind in _CHECKED
    )
    return (
        f"CREATE OR REPLACE MACRO main.{name}(t) AS CASE WHEN t IS NULL OR strlen(t) < 8 THEN NULL "
        f"WHEN NOT regexp_matches({text}, {_quoted(_any(kinds))}) THEN NULL ELSE coalesce("
        f"list_transform([regexp_extract({text}, {_quoted(groups)}, {names})], lambda hit: CASE {whens} END)[1], {checked}) END"
    )


# What must hold of the text that was found, beyond its pattern.
_CHECKED: dict[str, Callable[[str], str]] = {
    "payment card": lambda found: f"main.luhn({found})",
    "password": lambda found: f"{found} <> '' AND NOT regexp_matches({found}, {_quoted(_SAMPLE)})",
}


# The check digit of a card's number (ISO/IEC 7812-1, annex B).
_LUHN = """CREATE OR REPLACE MACRO main.luhn(t) AS list_sum(list_transform(
    string_split(reverse(regexp_replace(t, '[^0-9]', '', 'g')), ''), lambda digit, i: CASE WHEN i % 2 = 1 THEN digit::INTEGER
    WHEN digit::INTEGER > 4 THEN digit::INTEGER * 2 - 9 ELSE digit::INTEGER * 2 END)) % 10 = 0"""


def _any(kinds: dict[str, str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in kinds.values())


def macros() -> list[str]:
    """SQL that makes ``secret_kind`` and ``personal_kind`` (text -> kind or NULL), ``secret_name``, ``masked`` and ``shown``."""
    secret, personal = _any(SECRETS), _any(PERSONAL)
    return [
        _LUHN,
        _kind("secret_kind", SECRETS, "t"),
        _kind("personal_kind", PERSONAL, f"regexp_replace(t, {_quoted(_NOBODY)}, ' ', 'gi')"),
        # A value long and mixed enough to be a key, or any value of a password.
        f"CREATE OR REPLACE MACRO main.secret_name(k, v) AS regexp_matches(k, {_quoted(_NAMED)}) "
        f"AND NOT regexp_matches(v, {_quoted(_NO_KEY)}) AND (strlen(v) >= 16 AND regexp_matches(v, '[0-9]') "
        f"AND regexp_matches(v, '[A-Za-z]') OR strlen(v) >= 6 AND regexp_matches(lower(k), 'pass(word|wd|phrase)$|pwd$'))",
        # Through a list, so that what is asked is written once: a macro's argument is copied to wherever it stands.
        "CREATE OR REPLACE MACRO main.with_article(kind) AS list_transform([kind], lambda k: "
        "CASE WHEN regexp_matches(k, '^(a |credentials)') THEN k WHEN regexp_matches(k, '^(A|I|O|e-|npm)') THEN 'an ' || k "
        "ELSE 'a ' || k END)[1]",
        f"CREATE OR REPLACE MACRO main.masked(t) AS regexp_replace(regexp_replace(t, "
        f"{_quoted(f'({secret})')}, '[masked]', 'g'), {_quoted(f'({personal})')}, '[masked]', 'g')",
        # What may be shown of any text of a registry: bounded, and masked where it holds something.
        f"CREATE OR REPLACE MACRO main.shown(t) AS CASE WHEN regexp_matches(left(t, 2000), {_quoted(f'{secret}|{personal}')}) "
        f"THEN left(main.masked(left(t, 2000)), {SHOWN}) WHEN strlen(t) > {SHOWN} THEN left(t, {SHOWN}) || '…' ELSE t END",
    ]
