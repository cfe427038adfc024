"""Measure, then judge: every asset x rule ends as fail, pass, or not assessed because of something that is named.

Stored facts can be judged again in a second, without a scan. Rules run in the store's locked room (store/open.py), each
as a subquery, so that a rule can ask and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import duckdb

from .. import catalogue
from ..vocabulary import Rule, UsageError

Connection = duckdb.DuckDBPyConnection

# Columns with a meaning to the engine; every other column of a rule's answer is evidence.
RESERVED = ("asset", "fails", "says", "severity", "exploitation", "reason")
PIECES = 20  # of evidence shown for one finding

_TABLES = """
CREATE OR REPLACE TEMP TABLE verdicts (asset VARCHAR, rule ENUM ({rules}), verdict ENUM ('fail', 'not assessed', 'pass'),
    reason VARCHAR, needs INTEGER);
CREATE OR REPLACE TEMP TABLE out_of_sight (asset VARCHAR, needs INTEGER, reason VARCHAR);
CREATE OR REPLACE TEMP TABLE blind_rules (rule VARCHAR);
CREATE OR REPLACE TEMP TABLE raw_failures (asset VARCHAR, rule VARCHAR, says VARCHAR, severity VARCHAR,
    exploitation VARCHAR, words MAP(VARCHAR, VARCHAR)[], numbers VARCHAR[]);
"""

# Why each *not assessed* is one: the rule's own reason, else what was out of sight of all that the rule needs. Joined when
# it is asked for, once, since most of a large registry can be out of sight of many rules.
_REASONS = """
CREATE OR REPLACE TEMP VIEW reasons AS
SELECT v.asset, v.rule, coalesce(v.reason, o.reason, 'the evidence at hand does not decide it') AS reason
FROM verdicts v LEFT JOIN out_of_sight o USING (asset, needs) WHERE v.verdict = 'not assessed'
"""

# Text of a registry is masked here, once for all rules: each statement that masks must first compile its patterns.
_FAILURES = """
CREATE OR REPLACE TEMP TABLE failures AS
SELECT asset, rule, shown(says) AS says, severity, exploitation, to_json(list_transform(list_transform(words, lambda piece:
    to_json(map_from_entries(list_transform(map_entries(piece), lambda entry:
        struct_pack(key := entry.key, value := shown(entry.value)))))), lambda piece, i:
    CASE WHEN numbers[i] = '{}' THEN piece ELSE json_merge_patch(piece, numbers[i]::JSON) END))::VARCHAR AS evidence
FROM raw_failures
"""


def derive(con: Connection) -> None:
    """Every declared view as a temporary table of the same name, worked out once for all rules."""
    for table in catalogue.tables().values():
        if table.sql:
            con.execute(f"CREATE OR REPLACE TEMP TABLE {table.name} AS {table.sql}")


def judge(con: Connection, rules: Iterable[Rule]) -> None:
    """Fill the temporary tables ``verdicts`` (and ``reasons`` of them), ``failures``, and ``blind_rules``: those that
    nothing could answer.

    Raises
    ------
    UsageError : a rule's SQL is not a question that DuckDB can answer; the rule is named.
    """
    rules = list(rules)
    names = [rule.id.replace("'", "''") for rule in rules] or [""]
    con.execute(_TABLES.format(rules=", ".join(f"'{name}'" for name in names)))
    con.execute(_REASONS)
    unseen = dict(con.execute("SELECT what, any_value(reason) FROM unseen WHERE asset = '' GROUP BY what").fetchall())
    needed: dict[tuple[str, ...], int] = {}
    there = [row[0] for row in con.execute("SELECT DISTINCT what FROM unseen_assets ORDER BY what").fetchall()]
    for rule in rules:
        try:
            _judge(con, rule, unseen, needed, there)
        except duckdb.Error as error:
            raise UsageError(
                f"Rule {rule.id}: its SQL cannot be answered: {str(error).splitlines()[0]}; mend the rule, "
                "or leave its file out of the rules folder"
            ) from error
    con.execute(_FAILURES)


def needs(rule: Rule) -> tuple[str, ...]:
    """What the rule says it needs, or else the tables of a source that its SQL reads."""
    return rule.needs or _reads(rule.sql)


@cache
def _reads(sql: str) -> tuple[str, ...]:
    declared = catalogue.tables()
    return tuple(name for name in catalogue.reads(sql) if name in declared and not declared[name].sql)


def _asks_of_nothing(rule: Rule, unseen: Mapping[str, str]) -> bool:
    """Whether all that the rule reads is out of sight, and so holds no row: its assets need not be asked for."""
    read = [name for name in catalogue.reads(rule.sql) if name in catalogue.tables()]
    return bool(read) and all(name in unseen for name in read)


def blind(rule: Rule, unseen: Mapping[str, str]) -> str:
    """Why the rule cannot be answered for any asset: the reason of the first need out of sight, or ''."""
    for need in needs(rule):
        for what in (need, need.split(".")[0]):
            if what in unseen:
                return f"{need}: {unseen[what]}"
    return ""


def _judge(
    con: Connection, rule: Rule, unseen: Mapping[str, str], needed: dict[tuple[str, ...], int], there: Sequence[str]
) -> None:
    why = blind(rule, unseen)
    asked = f"CREATE OR REPLACE TEMP TABLE answer AS SELECT * FROM (\n{rule.sql}\n) WHERE asset IS NOT NULL"
    if ";" in asked and len(con.extract_statements(asked)) != 1:  # brackets that close early let others follow
        raise duckdb.ParserException("expected one SELECT, found several statements")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE answer (asset VARCHAR)" if why and _asks_of_nothing(rule, unseen) else asked
    )
    if why:
        con.execute("INSERT INTO blind_rules VALUES (?)", [rule.id])
        con.execute(
            "INSERT INTO verdicts SELECT DISTINCT asset, ?, 'not assessed', ?, NULL FROM answer", [rule.id, why]
        )
        con.execute(
            "INSERT INTO verdicts SELECT 'server:/', ?, 'not assessed', ?, NULL WHERE NOT EXISTS (SELECT 1 FROM answer)",
            [rule.id, why],
        )
        return
    looked = con.execute("SELECT bool_or(fails), bool_or(fails IS NULL) FROM answer")
    some_fail, some_unsure = looked.fetchall()[0]
    if not (some_fail or some_unsure):
        con.execute("INSERT INTO verdicts SELECT DISTINCT asset, ?, 'pass', NULL, NULL FROM answer", [rule.id])
        return
    kinds = {name: str(kind) for name, kind, *_ in con.execute("SELECT * FROM answer LIMIT 0").description or []}
    own = "min(reason) FILTER (fails IS NULL)" if some_unsure and "reason" in kinds else "NULL"
    con.execute(
        f"""
        INSERT INTO verdicts SELECT asset, ?, CASE WHEN bool_or(fails) THEN 'fail'
            WHEN bool_or(fails IS NULL) THEN 'not assessed' ELSE 'pass' END, {own}, ? FROM answer GROUP BY asset""",
        [rule.id, _out_of_sight(con, rule, needed, there) if some_unsure else None],
    )
    if some_fail:
        _failures(con, rule, kinds)


def _out_of_sight(con: Connection, rule: Rule, needed: dict[tuple[str, ...], int], there: Sequence[str]) -> int:
    """The number under which ``out_of_sight`` says what could not be seen of all that the rule needs; rules share it."""
    wanted = {part for need in needs(rule) for part in (need, need.split(".")[0])}
    what = tuple(name for name in there if name in wanted)
    if what not in needed:
        needed[what] = len(needed)
        con.execute(
            """INSERT INTO out_of_sight SELECT asset, ?, min(reason) FROM unseen_assets
            WHERE list_contains(?::VARCHAR[], what) GROUP BY asset""",
            [needed[what], list(what)],
        )
    return needed[what]


def _failures(con: Connection, rule: Rule, kinds: Mapping[str, str]) -> None:
    evidence = [name for name in kinds if name not in RESERVED]
    words = [name for name in evidence if kinds[name] in ("VARCHAR", "STRING")]
    numbers = ", ".join(f'"{name}" := "{name}"' for name in evidence if name not in words)
    names, values = (", ".join(wrap(name) for name in words) for wrap in ("'{}'".format, 'left("{}", 2000)'.format))
    pieces = f"""SELECT *, map([{names}]::VARCHAR[], [{values}]::VARCHAR[]) AS _words,
        {f"to_json(struct_pack({numbers}))" if numbers else "'{}'"}::VARCHAR AS _numbers FROM answer WHERE fails"""
    says = '"says"' if "says" in kinds else "NULL"
    one = con.execute("SELECT count(*) = count(DISTINCT asset) FROM answer WHERE fails").fetchall()[0][0]
    least = "" if one else "min"
    severity = _worst("severity", kinds, rule.severity, least)
    exploitation = _worst("exploitation", kinds, rule.exploitation, least)
    if one:  # piece for each asset, as most rules have it: nothing to gather and to sort
        asked = f"SELECT asset, ?, {says}, {severity}, {exploitation}, [_words], [_numbers] FROM ({pieces})"
    else:
        asked = f"""SELECT asset, ?, min({says}), {severity}, {exploitation},
            list(_words ORDER BY _seen)[:{PIECES}], list(_numbers ORDER BY _seen)[:{PIECES}]
            FROM (SELECT *, _words::VARCHAR || _numbers AS _seen FROM ({pieces})) GROUP BY asset"""
    con.execute(f"INSERT INTO raw_failures {asked}", [rule.id])


def _worst(column: str, names: Mapping[str, object], default: str, least: str) -> str:
    """The worst value of an optional column of the answer (scales are ordered worst first), else the rule's own.

    ``least`` is the aggregate over an asset's pieces, or nothing where there is one.
    """
    if column not in names:
        return f"'{default}'"
    scale = (
        "['critical', 'high', 'medium', 'low', 'info']" if column == "severity" else "['active', 'public poc', 'none']"
    )
    return f"coalesce({scale}[{least}(list_position({scale}, {column}))], '{default}')"
