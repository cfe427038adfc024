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
    "Italian tax code": r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b",
    "French social security number": r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b",
    "Finnish identity code": r"\b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[\-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]\b",
    "Spanish identity number": r"\b(?:\d{8}-|[XYZ]-?\d{7}-?)[A-HJ-NP-TV-Z]\b",
    "Brazilian taxpayer number": r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b",
    "Chinese identity number": r"\b[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9X]\b",
    "UK national insurance number": r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d{2} \d{2} \d{2} [A-D]\b",
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
        f"CASE WHEN list_bool_or(list_transform(regexp_extract_all({text}, {_quoted(pattern)}), "
        f"lambda held: {_CHECKED[kind]('held')})) THEN {_quoted(kind)} END"
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
    "IBAN": lambda found: f"main.iban_checks({found})",
    "Italian tax code": lambda found: f"main.italian_checks({found})",
    "French social security number": lambda found: f"main.french_checks({found})",
    "Finnish identity code": lambda found: f"main.finnish_checks({found})",
    "Spanish identity number": lambda found: f"main.spanish_checks({found})",
    "Brazilian taxpayer number": lambda found: f"main.brazilian_checks({found})",
    "Chinese identity number": lambda found: f"main.chinese_checks({found})",
    "password": lambda found: f"{found} <> '' AND NOT regexp_matches({found}, {_quoted(_SAMPLE)})",
}


# The check digit of a card's number (ISO/IEC 7812-1, annex B).
_LUHN = """CREATE OR REPLACE MACRO main.luhn(t) AS list_sum(list_transform(
    string_split(reverse(regexp_replace(t, '[^0-9]', '', 'g')), ''), lambda digit, i: CASE WHEN i % 2 = 1 THEN digit::INTEGER
    WHEN digit::INTEGER > 4 THEN digit::INTEGER * 2 - 9 ELSE digit::INTEGER * 2 END)) % 10 = 0"""


# Each takes the text that its pattern found; a check digit is worked out over the list of its characters. What is used twice
# goes through a list of one, as a macro's argument is copied to wherever it stands.
_CHECKS = {
    # ISO 13616: the first four characters moved to the end, letters as 10 to 35, the whole number mod 97.
    "iban_checks(t)": """list_reduce(list_transform(string_split(replace(t, ' ', '')[5:] || replace(t, ' ', '')[:4], ''),
        lambda c: CASE WHEN c <= '9' THEN ascii(c) - 48 ELSE ascii(c) - 55 END),
        lambda a, x: (CASE WHEN x > 9 THEN a * 100 ELSE a * 10 END + x) % 97, 0) = 1""",
    # Decreto ministeriale 23 December 1976: characters at odd places count by a table, at even ones by their place.
    "italian_checks(t)": """chr((65 + list_sum(list_transform(string_split(t[:15], ''), lambda c, i: CASE
        WHEN i % 2 = 1 THEN [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
            [CASE WHEN c <= '9' THEN ascii(c) - 47 ELSE ascii(c) - 64 END]
        WHEN c <= '9' THEN ascii(c) - 48 ELSE ascii(c) - 65 END)) % 26)::INTEGER) = t[16]""",
    # INSEE: 97 less the number mod 97; Corsica's departments 2A and 2B are 19 and 18.
    "french_checks(t)": """list_transform([replace(replace(replace(t, ' ', ''), '2A', '19'), '2B', '18')],
        lambda x: 97 - TRY_CAST(x[:13] AS BIGINT) % 97 = TRY_CAST(x[14:] AS BIGINT))[1]""",
    "finnish_checks(t)": """'0123456789ABCDEFHJKLMNPRSTUVWXY'[TRY_CAST(t[:6] || t[8:10] AS BIGINT) % 31 + 1] = t[11]""",
    "spanish_checks(t)": """list_transform([replace(t, '-', '')],
        lambda x: 'TRWAGMYFPDXBNJZSQVHLCKE'[TRY_CAST(translate(x[:-2], 'XYZ', '012') AS BIGINT) % 23 + 1] = x[-1])[1]""",
    # Receita Federal: two check digits, each from those before it; eleven equal digits are nobody's.
    "brazilian_checks(t)": """list_transform([list_transform(string_split(regexp_replace(t, '[^0-9]', '', 'g'), ''),
        lambda c: TRY_CAST(c AS INTEGER))], lambda d: list_unique(d) > 1
        AND list_sum(list_transform(d[:9], lambda c, i: c * (11 - i))) * 10 % 11 % 10 = d[10]
        AND list_sum(list_transform(d[:10], lambda c, i: c * (12 - i))) * 10 % 11 % 10 = d[11])[1]""",
    # GB 11643: ISO 7064 mod 11-2.
    "chinese_checks(t)": """'10X98765432'[(list_sum(list_transform(string_split(t[:17], ''), lambda c, i: (ascii(c) - 48) *
        [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][i])) % 11)::BIGINT + 1] = t[18]""",
}  # fmt: skip


def _any(kinds: dict[str, str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in kinds.values())


def macros() -> list[str]:
    """SQL that makes ``secret_kind`` and ``personal_kind`` (text -> kind or NULL), ``secret_name``, ``masked`` and ``shown``."""
    secret, personal = _any(SECRETS), _any(PERSONAL)
    return [
        _LUHN,
        *(f"CREATE OR REPLACE MACRO main.{name} AS {check}" for name, check in _CHECKS.items()),
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
