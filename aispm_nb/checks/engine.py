"""Measure, then judge: every asset x rule ends as fail, pass, or not assessed because of something that is named.

Stored facts can be judged again in a second, without a scan. Rules run in the store's locked room (store/open.py) as
subqueries, so that a rule can ask and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import duckdb

from .. import catalogue
from ..vocabulary import Rule
from . import answers

Connection = duckdb.DuckDBPyConnection

# Rules of ours asked in one statement. Somebody else's are asked alone, so that an error always names its rule.
DOZEN = 12

_TABLES = """
CREATE OR REPLACE TEMP TABLE asked (rule VARCHAR, severity VARCHAR, exploitation VARCHAR);
CREATE OR REPLACE TEMP TABLE blind_rules (rule VARCHAR, reason VARCHAR);
CREATE OR REPLACE TEMP TABLE needed (rule VARCHAR, needs INTEGER);
CREATE OR REPLACE TEMP TABLE out_of_sight (asset VARCHAR, needs INTEGER, reason VARCHAR);
"""

# Why each *not assessed* is one: nobody saw what the rule needs, the rule's own reason, else what was out of sight of it.
# Joined when it is asked for, once, since most of a large registry can be out of sight of many rules.
_REASONS = """
CREATE OR REPLACE TEMP VIEW reasons AS
SELECT v.asset, v.rule, coalesce(b.reason, v.reason, o.reason, 'the evidence at hand does not decide it') AS reason
FROM verdicts v LEFT JOIN blind_rules b USING (rule) LEFT JOIN needed n USING (rule)
LEFT JOIN out_of_sight o ON o.asset = v.asset AND o.needs = n.needs WHERE v.verdict = 'not assessed'
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
    con.execute(answers.tables(rule.id for rule in rules))
    con.execute(_TABLES)
    con.execute(_REASONS)
    _fill(con, "asked", [(rule.id, str(rule.severity), str(rule.exploitation)) for rule in rules])
    unseen = dict(con.execute("SELECT what, any_value(reason) FROM unseen WHERE asset = '' GROUP BY what").fetchall())
    blinded = {rule.id: why for rule in rules if (why := blind(rule, unseen))}
    _fill(con, "blind_rules", list(blinded.items()))
    for group in _groups([rule for rule in rules if not (rule.id in blinded and _asks_of_nothing(rule, unseen))]):
        answers.ask(con, group, blinded)
    heard = con.execute("SELECT rule, bool_or(verdict = 'not assessed') FROM verdicts GROUP BY rule").fetchall()
    said_nothing = blinded.keys() - {rule for rule, _ in heard}
    _fill(con, "verdicts (asset, rule, verdict)", [("server:/", rule, "not assessed") for rule in said_nothing])
    _out_of_sight(con, [rule for rule in rules if (rule.id, True) in heard and rule.id not in blinded])
    con.execute(answers.FAILURES)


def _groups(rules: Sequence[Rule]) -> Iterator[Sequence[Rule]]:
    ours = [rule for rule in rules if catalogue.family(rule) != "own"]
    yield from (ours[start : start + DOZEN] for start in range(0, len(ours), DOZEN))
    yield from ([rule] for rule in rules if catalogue.family(rule) == "own")


def _fill(con: Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        one = f"({', '.join('?' * len(rows[0]))})"
        con.execute(
            f"INSERT INTO {table} VALUES {', '.join([one] * len(rows))}", [value for row in rows for value in row]
        )


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


def _out_of_sight(con: Connection, unsure: Iterable[Rule]) -> None:
    """Fill ``out_of_sight``: what could not be seen of an asset, of all that a rule needs; rules of the same needs share it."""
    there = [row[0] for row in con.execute("SELECT DISTINCT what FROM unseen_assets ORDER BY what").fetchall()]
    numbers: dict[tuple[str, ...], int] = {}
    needed = []
    for rule in unsure:
        parts = {part for need in needs(rule) for part in (need, need.split(".")[0])}
        what = tuple(name for name in there if name in parts)
        needed.append((rule.id, numbers.setdefault(what, len(numbers))))
    _fill(con, "needed", needed)
    for what, number in numbers.items():
        con.execute(
            "INSERT INTO out_of_sight SELECT asset, ?, min(reason) FROM unseen_assets WHERE list_contains(?::VARCHAR[], what) "
            "GROUP BY asset",
            [number, list(what)],
        )
