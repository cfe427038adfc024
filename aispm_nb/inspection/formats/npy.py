"""NumPy's ``.npy``: an array of objects is a pickle after the header, and ``allow_pickle=True`` runs it.

Source: numpy.lib.format, format versions 1.0 to 3.0.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..verdict import Inspected, Verdict

FORMATS = ("npy",)
MOST_HEADER = 1 << 20
# 'O' as the kind of a dtype: alone, after an order sign, with a size, or as a field of a record.
_OBJECT = re.compile(rb"""['"][|<>=]?(?:\([\d, ]*\)|\d+)?O\d*['"]""")


def inspect(view: memoryview, path: str) -> Inspected:
    major = view[6] if len(view) > 6 else 0
    width = 2 if major == 1 else 4
    size = int.from_bytes(view[8 : 8 + width], "little")
    start = 8 + width + size
    if major not in (1, 2, 3) or size > MOST_HEADER or start > len(view):
        return Inspected(path, "npy", Verdict.UNKNOWN, why="its header is damaged")
    if not _OBJECT.search(bytes(view[8 + width : start])):
        return Inspected(path, "npy", Verdict.KNOWN, why="numbers or text: it names nothing that could run")
    from ..pickles.inspect import pickle_bytes

    row = pickle_bytes(view[start:], path)
    why = f"an array of objects, which is a pickle: {row.why}"
    return replace(row, format="npy", why=why, size=len(view))
