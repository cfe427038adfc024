"""Questions over the values of columns: does a data set hold some of a sort, personal data or secrets?"""

from __future__ import annotations

from ...vocabulary import Case


def question(sort: str) -> str:
    """A rule's SQL: fails for each column that holds values of ``sort``."""
    return f"""
    SELECT s.asset, v.name AS in_column, v.kind, v.rows, v.first AS rows_to_look_at_first,
           CASE WHEN v.asset IS NOT NULL THEN true WHEN s.state = 'checked' THEN false END AS fails,
           CASE WHEN s.state <> 'checked' THEN s.reason END AS reason,
           s.name || ': column ' || v.name || ' holds ' || with_article(v.kind) || ' in ' || v.rows || ' of ' || s.rows || ' rows' AS says
    FROM training_sets s LEFT JOIN training_values v ON v.asset = s.asset AND v.sort = '{sort}'"""


def case(sort: str, kind: str) -> Case:
    """One set with a value of ``kind``, one without, and one whose rows nobody saw."""
    sets = (("a", "checked"), ("b", "checked"), ("c", "absent"))
    return Case("a column that holds some, none, and rows that nobody saw",
                given={"training_sets": [{"asset": f"datasets:/{a}@1", "name": a, "state": s, "rows": 9} for a, s in sets],
                       "training_values": [{"asset": "datasets:/a@1", "name": "note", "sort": sort, "kind": kind, "rows": 2, "first": [0]}]},
                fails=("datasets:/a@1",), passes=("datasets:/b@1",), not_assessed=("datasets:/c@1",))  # fmt: skip
