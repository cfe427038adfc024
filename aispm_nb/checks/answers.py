"""What rules answer, as one statement for a dozen of them: DuckDB works on the rules of a UNION at the same time, and each
statement less is a start of threads less.

No rule can speak for another: each is first held to be one SELECT of its own, and its name is put beside what it says by us.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from ..vocabulary import Exploitation, Rule, Severity, UsageError

# Columns with a meaning to the engine; every other column of a rule's answer is evidence.
RESERVED = ("asset", "fails", "says", "severity", "exploitation", "reason")
PIECES = 20  # of evidence shown for one finding
LONG = 2000  # characters of one piece of evidence that are looked at

_TABLES = """
DROP TABLE IF EXISTS temp.verdicts;
CREATE OR REPLACE TEMP TYPE rule_id AS ENUM ({rules});
CREATE TEMP TABLE verdicts (asset VARCHAR, rule rule_id, verdict ENUM ('fail', 'not assessed', 'pass'), reason VARCHAR,
    pieces JSON[]);
"""

# The whole row as JSON, since nobody told its columns and asking for them would cost as much as the answer. Columns are
# named one by one because a rule may have a reason or none.
_ANSWER = """
UNION ALL BY NAME SELECT COLUMNS(lambda c: lower(c) IN ('asset', 'reason')), '{rule}'::rule_id AS rule,
    fails::BOOLEAN AS fails, CASE WHEN fails::BOOLEAN THEN to_json(_answer) END AS piece FROM (
{sql}
) AS _answer WHERE asset IS NOT NULL"""

# Nobody saw what the rule needs: whatever it says of an asset, it cannot tell.
_BLIND = """
UNION ALL BY NAME SELECT asset, '{rule}'::rule_id AS rule FROM (
{sql}
) WHERE asset IS NOT NULL"""


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _literals(texts: Iterable[str]) -> str:
    return ", ".join(f"'{_quoted(text)}'" for text in texts)


# A text is cut before it is kept: a hundred thousand assets that fail may each hold a megabyte of it.
_CUT = f"""to_json(map_from_entries(list_transform(map_entries(piece::MAP(VARCHAR, JSON)), lambda m: struct_pack(key := m.key,
    value := CASE WHEN starts_with(m.value, '"') THEN to_json(left(m.value ->> '$', {LONG})) ELSE m.value END))))"""

_ASK = f"""
INSERT INTO verdicts
SELECT asset, rule, CASE WHEN bool_or(fails) THEN 'fail' WHEN bool_or(fails IS NULL) THEN 'not assessed' ELSE 'pass' END,
    min(reason) FILTER (fails IS NULL),
    list(CASE WHEN strlen(piece) > {LONG} THEN {_CUT} ELSE piece END) FILTER (fails)
FROM (SELECT NULL::VARCHAR AS asset, NULL::rule_id AS rule, NULL::BOOLEAN AS fails, NULL::JSON AS piece,
    NULL::VARCHAR AS reason WHERE false{{answers}})
GROUP BY asset, rule"""


def _worst(column: str, scale: Sequence[str]) -> str:
    """SQL for the worst value of a column of the answer over an asset's pieces, else the rule's own; ``scale`` is worst first."""
    known = f"[{_literals(scale)}]"
    place = f"list_min(list_transform(pieces, lambda p: list_position({known}, p ->> '{column}')))"
    return f"coalesce({known}[{place}], asked.{column})"


_NO_EVIDENCE = json.dumps(dict.fromkeys(RESERVED))  # as a merge patch it takes these members away

# Text of a registry is masked here, once for all rules: each statement that masks must first compile its patterns, and a
# lambda does so for every chunk of rows. So texts are looked at in a column, and the few that change are put in their place.
FAILURES = f"""
CREATE OR REPLACE TEMP TABLE failures AS
WITH failed AS MATERIALIZED (
    SELECT row_number() OVER () AS id, asset, rule, list_min(list_transform(pieces, lambda p: p ->> 'says')) AS says,
        {_worst("severity", tuple(Severity))} AS severity, {_worst("exploitation", tuple(Exploitation))} AS exploitation,
        list_sort(pieces)[:{PIECES}] AS pieces
    FROM verdicts JOIN asked USING (rule) WHERE verdict = 'fail'),
parts AS (SELECT id, unnest(pieces) AS piece, generate_subscripts(pieces, 1) AS n FROM failed),
texts AS (
    SELECT id, n, piece, unnest(json_extract_string(piece, '$.*')) AS said,
        generate_subscripts(json_extract_string(piece, '$.*'), 1) AS k FROM parts),
changed AS (
    SELECT id, n, json_group_object(json_keys(piece)[k], shown) AS patch FROM (SELECT *, shown(said) AS shown FROM texts)
    WHERE shown <> said AND json_type(piece, '$.*')[k] = 'VARCHAR' GROUP BY id, n),
patched AS (SELECT id, map_from_entries(list((n, patch))) AS patches FROM changed GROUP BY id)
SELECT asset, rule, shown(says) AS says, severity, exploitation, to_json(list_transform(pieces, lambda p, n:
    json_merge_patch(p, coalesce(patches[n], '{{}}'), '{_NO_EVIDENCE}')))::VARCHAR AS evidence
FROM failed LEFT JOIN patched USING (id)"""


def tables(rules: Iterable[str]) -> str:
    """SQL that makes ``verdicts``, empty, for rules of these ids."""
    return _TABLES.format(rules=_literals(rules) or "''")


def ask(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], blind: Mapping[str, str]) -> None:
    """Add to ``verdicts`` what the rules say of every asset; those of ``blind`` (rule -> reason) cannot tell.

    Raises
    ------
    UsageError : the SQL of one of them is not a question that DuckDB can answer. All that were asked together are named:
        an error ends the transaction, so that nobody can be asked again, and the line that DuckDB tells is wrong in macros.
    """
    for rule in rules:
        with _named(rule):
            kinds = [statement.type for statement in con.extract_statements(rule.sql)]
            if kinds != [
                duckdb.StatementType.SELECT
            ]:  # brackets that close early would let it say what others are asked
                raise duckdb.ParserException(f"expected one SELECT, found {len(kinds)} statements")
    with _named(*rules):
        con.execute(_ASK.format(answers="".join(_answer(rule, rule.id in blind) for rule in rules)))


@contextmanager
def _named(*rules: Rule) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise UsageError(
            f"Rule {' or '.join(rule.id for rule in rules)}: its SQL cannot be answered: {str(error).splitlines()[0]}; "
            "mend the rule, or leave its file out of the rules folder"
        ) from error


def _answer(rule: Rule, blind: bool) -> str:
    return (_BLIND if blind else _ANSWER).format(rule=_quoted(rule.id), sql=rule.sql)
