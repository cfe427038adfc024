"""Say of a pickle what it would do: `pickle_bytes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ..verdict import Inspected, Name, Verdict, worst
from . import layout as w
from .carried import carried as carrying
from .embedded import code_names
from .fetching import calculations, calls_the_unknown, fetches
from .machine import Call, Walk
from .names import judge
from .reading import body
from .rest import dangers
from .saying import holds, why
from .streams import Streams, is_class, read, storage_of
from .texts import Buffer, text
from .uncalled import uncalled

_FLAGS: Final = {
    w.MALFORMED: "its opcodes do not fit its stack",
    w.NOT_FROM_MEMO: "it reads what it never stored",
    w.LOST_NAME: "it names something that cannot be told",
    w.COMPUTED_CALL: "it calls what another call gave it",
    w.FRAME_ASTRAY: "its frames do not fit",
    w.ODD_NUMBER: "it numbers its memory oddly",
    w.TOO_MUCH: "it holds more than can be followed",
    w.EXTENSION: "it names things by codes of a registry",
    w.WRAPPER_ASTRAY: "it uses joblib's arrays as joblib does not",
}
_HOSTILE: Final = w.COMPUTED_NAME | w.BUILT_NAME | w.EXPANDS | w.FILLED_TENSOR  # no pickler writes these
_SEVERAL: Final = w.OBJECT_ARRAYS | w.TWO_MEANINGS  # calls of more than one walk, whose numbers are their own
_NESTED: Final = 3
_COPIED: Final = 1 << 16
LOADS_INSIDE: Final = "torch.storage._load_from_bytes"


def pickle_bytes(buffer: Buffer, path: str, plain: bool | None = None, depth: int = 0) -> Inspected:
    """Inspect a pickle, a joblib file, a legacy torch file or an ``.npy``, uncompressed.

    Parameters
    ----------
    buffer : bytes or a memoryview of bytes, such as that of a memory map
        Only looked at, never loaded.
    path : what to call it in the row.
    plain : hold the walk to the specification (True) or to the compiled kernel (False); by default whichever is sooner.
    depth : how many pickles this one is inside of.
    """
    if isinstance(buffer, memoryview):  # the specification reads bytes faster, byte by byte
        buffer = bytes(buffer) if len(buffer) <= _COPIED else buffer.cast("B")
    found = read(buffer, plain)
    loads = _loads_inside(found.walk)
    inside = _nested(found.walk, buffer, path, plain, depth) if loads else ()
    nested = [row for row in inside if row.verdict != Verdict.KNOWN]
    within, spelled = carrying(found.walk, buffer)
    carried = list(_carried(within, path, plain, depth))
    problems = _problems(found, buffer, loads)
    hidden = list(dangers(buffer, _from(found))) if problems and _unwalked(found) else []
    names = _merged((*_names(found.walk, buffer), *hidden), [*nested, *carried])
    if (
        spelled and worst(name.verdict for name in names) is not Verdict.DANGEROUS
    ):  # else it is an argument of what is told
        names = _merged((*names, *spelled), [])
    problems += [
        *(f"it holds {row.path.rpartition('!/')[2]}, which {row.why}" for row in nested),
        *(holds(row) for row in carried),
        *(f"its data holds {name.why}: {name.name}" for name in spelled),
    ]
    verdict = names[0].verdict if names else Verdict.KNOWN  # worst first
    if found.walk.flags & _HOSTILE:
        verdict = Verdict.DANGEROUS
    elif problems and verdict == Verdict.KNOWN:
        verdict = Verdict.UNKNOWN
    return Inspected(
        path=path,
        format=found.format,
        verdict=verdict,
        names=tuple(names),
        why=why(verdict, names, found.walk, problems, carried, spelled),
        size=len(buffer),
        details=tuple(problems),
    )


def _merged(names: Iterable[Name], nested: Iterable[Inspected]) -> list[Name]:
    """Each name once, worst first, with those of pickles inside."""
    once = {name.name: name for row in nested for name in row.names}
    for name in names:
        if name.name not in once or name.verdict.rank < once[name.name].verdict.rank:
            once[name.name] = name
    return sorted(once.values(), key=lambda name: (name.verdict.rank, name.name))


def _names(walk: Walk, buffer: Buffer) -> Iterator[Name]:
    explained, fetched = fetches(walk)
    named = [each for each in (*walk.names, *fetched) if each.dotted not in explained] if explained else walk.names
    waiting = uncalled(walk)
    for pair in dict.fromkeys([each[:2] for each in named]):
        yield waiting.get(pair) or judge(*pair)
    for pair in dict.fromkeys([each[:2] for each in walk.tail_names]):
        judged = judge(*pair)
        if judged.verdict == Verdict.DANGEROUS or not walk.streams:  # behind the last STOP there need be no pickle
            yield judged
    yield from code_names(walk, buffer)


def _nested(walk: Walk, buffer: Buffer, path: str, plain: bool | None, depth: int) -> Iterator[Inspected]:
    """Pickles that a known function would load from bytes inside: torch writes a storage so when it is pickled as it is."""
    calls = [call for call in walk.calls if call.target is not None and call.target.dotted == LOADS_INSIDE]
    for i, call in enumerate(calls):
        inside = f"{path}!/{i}"
        held = _bytes(call, walk, buffer) if depth < _NESTED else None
        if held is None:
            yield Inspected(inside, "pickle", Verdict.UNKNOWN, why="cannot be looked into")
        else:
            yield pickle_bytes(held, inside, plain, depth + 1)


def _unwalked(found: Streams) -> bool:
    """Whether bytes are left that the walk did not come to, or came to astray."""
    return bool(found.problem or found.trailing or found.walk.flags & (w.MALFORMED | w.FRAME_ASTRAY))


def _from(found: Streams) -> int:
    """Where to look for what the walk did not come to. Where frames do not fit, unpicklers differ in which bytes they read."""
    return 0 if found.problem or found.walk.flags & w.FRAME_ASTRAY else found.walk.end


def _carried(within: Sequence[tuple[int, bytes]], path: str, plain: bool | None, depth: int) -> Iterator[Inspected]:
    """Pickles in the plain data that name what is not known; one that names nothing odd is data within data."""
    if depth < _NESTED:
        for at, inner in within:
            row = pickle_bytes(inner, f"{path}!/{at}", plain, depth + 1)
            if any(name.verdict is not Verdict.KNOWN for name in row.names):
                yield row


def _loads_inside(walk: Walk) -> bool:
    return LOADS_INSIDE in [named.dotted for named in walk.names if named.name == "_load_from_bytes"]


def _rebuilds(walk: Walk) -> bool:
    """Whether torch's function that calls another, whose arguments nobody sees here, never gets the one that loads pickles."""
    calls = [call for call in walk.calls if call.target is not None and call.target.name == "_rebuild_from_type_v2"]
    if not calls:
        return not any(named.name == "_rebuild_from_type_v2" for named in walk.names)
    return len(calls) < w.CALLS_A_NAME and all(
        call.arguments and call.arguments[0][0] == w.GLOBAL and walk.names[call.arguments[0][1]].dotted != LOADS_INSIDE
        for call in calls
    )


def _bytes(call: Call, walk: Walk, buffer: Buffer) -> Buffer | None:
    """The bytes that a call is given; before protocol 3 they are a text that _codecs.encode takes for Latin-1."""
    kind, payload = call.arguments[0] if call.arguments else (w.LOST, 0)
    if kind == w.BYTES:
        at, size = body(buffer, payload)
        return buffer[at : at + size]
    if kind != w.RESULT or not payload or walk.flags & _SEVERAL:
        return None
    maker = walk.calls[payload - 1] if payload <= len(walk.calls) else None
    if (
        maker is None
        or maker.target is None
        or maker.target.dotted != "_codecs.encode"
        or maker.arguments[0][0] != w.TEXT
    ):
        return None
    try:
        return (text(buffer, maker.arguments[0][1], len(buffer)) or "").encode("latin-1")
    except UnicodeEncodeError:
        return None


def _problems(found: Streams, buffer: Buffer, loads: bool) -> list[str]:
    """Why a file cannot be known whatever it names."""
    walk = found.walk
    problems = [
        why
        for flag, why in _FLAGS.items()
        if walk.flags & flag and (flag != w.COMPUTED_CALL or calls_the_unknown(walk))
    ]
    problems += calculations(walk)
    if found.problem:
        problems.append(f"it {found.problem}")
    if found.trailing:
        problems.append(f"{found.trailing:,} bytes behind its end are no pickle")
    if walk.flags & w.PERSISTENT_KEY and (
        walk.flags & _SEVERAL
        or not all(
            storage_of(call, buffer, walk.names) or (found.format == "torch-legacy" and is_class(call, buffer))
            for call in walk.calls
            if call.how.endswith("PERSID")
        )
    ):
        problems.append("it asks its loader for objects by a key")
    if loads:
        called = sum(call.target is not None and call.target.dotted == LOADS_INSIDE for call in walk.calls)
        if not called or not _rebuilds(walk):
            problems.append("it may load pickles from inside itself")
    return problems
