"""Measure, then judge: every asset x rule ends as fail, pass, or not assessed because of something that is named.

Stored facts can be judged again in a second, without a scan. Rules run in the store's locked room (store/open.py), each
as a subquery, so that a rule can ask and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from .. import catalogue
from ..vocabulary import Rule, UsageError

Connection = duckdb.DuckDBPyConnection

# Columns with a meaning to the engine; every other column of a rule's answer is evidence.
RESERVED = ("asset", "fails", "says", "severity", "exploitation")
PIECES = 20  # of evidence shown for one finding

_TABLES = """
CREATE OR REPLACE TEMP TABLE verdicts (asset VARCHAR, rule VARCHAR, verdict VARCHAR, reason VARCHAR);
CREATE OR REPLACE TEMP TABLE failures (
    asset VARCHAR, rule VARCHAR, says VARCHAR, severity VARCHAR, exploitation VARCHAR, pieces BIGINT, evidence VARCHAR);
"""


def derive(con: Connection) -> None:
    """Every declared view as a temporary table of the same name, worked out once for all rules."""
    for table in catalogue.tables().values():
        if table.sql:
            con.execute(f"CREATE OR REPLACE TEMP TABLE {table.name} AS {table.sql}")


def judge(con: Connection, rules: Iterable[Rule]) -> None:
    """Fill the temporary tables ``verdicts`` and ``failures``.

    Raises
    ------
    UsageError : a rule's SQL is not a question that DuckDB can answer; the rule is named.
    """
    con.execute(_TABLES)
    unseen = dict(con.execute("SELECT what, any_value(reason) FROM unseen WHERE asset = '' GROUP BY what").fetchall())
    for rule in rules:
        try:
            _judge(con, rule, blind(rule, unseen))
        except duckdb.Error as error:
            raise UsageError(
                f"Rule {rule.id}: its SQL cannot be answered: {str(error).splitlines()[0]}; mend the rule, "
                "or leave its file out of the rules folder"
            ) from error


def needs(rule: Rule) -> tuple[str, ...]:
    """What the rule says it needs, or else the tables of a source that its SQL reads."""
    if rule.needs:
        return rule.needs
    declared = catalogue.tables()
    return tuple(sorted(name for name in duckdb.connect().get_table_names(rule.sql)
                        if name in declared and not declared[name].sql))  # fmt: skip


def blind(rule: Rule, unseen: Mapping[str, str]) -> str:
    """Why the rule cannot be answered for any asset: the reason of the first need out of sight, or ''."""
    for need in needs(rule):
        for what in (need, need.split(".")[0]):
            if what in unseen:
                return f"{need}: {unseen[what]}"
    return ""


def _judge(con: Connection, rule: Rule, reason: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE answer AS SELECT * FROM (\n{rule.sql}\n)")
    if reason:
        con.execute(
            "INSERT INTO verdicts SELECT DISTINCT asset, ?, 'not assessed', ? FROM answer", [rule.id, reason]
        )
        con.execute(
            "INSERT INTO verdicts SELECT 'server:/', ?, 'not assessed', ? WHERE NOT EXISTS (SELECT 1 FROM answer)",
            [rule.id, reason],
        )
        return
    con.execute(
        """
        INSERT INTO verdicts SELECT asset, ?, CASE WHEN bool_or(fails) THEN 'fail'
            WHEN bool_or(fails IS NULL) THEN 'not assessed' ELSE 'pass' END, NULL FROM answer GROUP BY asset""",
        [rule.id],
    )
    _failures(con, rule)
    _reasons(con, rule)


def _failures(con: Connection, rule: Rule) -> None:
    described = con.execute("SELECT * FROM answer LIMIT 0").description or []
    names = {name: kind for name, kind, *_ in described}
    evidence = ", ".join(
        f'"{name}" := ' + (f'shown("{name}")' if str(kind) in ("VARCHAR", "STRING") else f'"{name}"')
        for name, kind in names.items()
        if name not in RESERVED
    )
    pieces = f"to_json(list(struct_pack({evidence}))[:{PIECES}])::VARCHAR" if evidence else "'[]'"
    says = "shown(min(says))" if "says" in names else "NULL"
    severity = _worst("severity", names, rule.severity)
    exploitation = _worst("exploitation", names, rule.exploitation)
    con.execute(
        f"INSERT INTO failures SELECT asset, ?, {says}, {severity}, {exploitation}, count(*), {pieces} "
        "FROM answer WHERE fails GROUP BY asset",
        [rule.id],
    )


def _worst(column: str, names: Mapping[str, object], default: str) -> str:
    """The worst value of an optional column of the answer (scales are ordered worst first), else the rule's own."""
    if column not in names:
        return f"'{default}'"
    scale = "['critical', 'high', 'medium', 'low', 'info']" if column == "severity" else "['active', 'public poc', 'none']"
    return f"coalesce({scale}[min(list_position({scale}, {column}))], '{default}')"


def _reasons(con: Connection, rule: Rule) -> None:
    """For an asset whose answer was NULL: what of the rule's needs was out of sight for it."""
    con.execute(
        """
        UPDATE verdicts SET reason = coalesce(
            (SELECT min(u.reason) FROM unseen_assets u WHERE u.asset = verdicts.asset
             AND list_contains(?, u.what)), 'the evidence at hand does not decide it')
        WHERE rule = ? AND verdict = 'not assessed' AND reason IS NULL""",
        [[part for need in needs(rule) for part in (need, need.split(".")[0])], rule.id],
    )
