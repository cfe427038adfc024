"""Run the walk over a file and tell in words what it named and called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

from . import layout as w
from .compiling import compiled, is_compiled
from .opcodes import ACTIONS, CODE, FORMS, NAME
from .reading import body, row_of
from .texts import NAMED, Buffer, line, text
from .walker import walk as specification

SHOWN: Final = 120  # characters of a text, and levels below, that a sentence shows
PLAIN_OPCODES: Final = 200_000  # a walk of the specification, about 70 ms: what is longer is worth numba's import
PLAIN_IN_ALL: Final = 1_500_000  # and so are many short ones: by then as much time has gone as it takes

_START: Final = {
    "stack": 256,
    "marks": 64,
    "memo": 256,
    "names": 64 * w.NAME_ROW,
    "calls": 64 * w.CALL_ROW,
    "dtypes": 48,
    "nodes": w.RING * w.NODE_ROW,
    "long": w.MOST_LONG,
}
_USED: Final = {
    "stack": (w.DEPTH, 1),
    "marks": (w.MARKED, 2),
    "names": (w.N_NAMES, w.NAME_ROW),
    "calls": (w.N_CALLS, w.CALL_ROW),
    "dtypes": (w.N_DTYPES, w.DTYPE_ROW),
}
GETATTR: Final = ("builtins.getattr", "__builtin__.getattr")
BUILTIN_TYPE: Final = (
    "cloudpickle.cloudpickle._builtin_type",
    "joblib.externals.cloudpickle.cloudpickle._builtin_type",
)
_FORMS, _ACTIONS = list(FORMS), list(ACTIONS)  # sooner read by the specification than bytes
_STACK_GLOBAL: Final = CODE["STACK_GLOBAL"]
_spent = [0]


class Named(NamedTuple):
    """A name in a stream; ``module`` or ``name`` is None when it cannot be told. ``how`` is the opcode."""

    module: str | None
    name: str | None
    offset: int
    how: str

    @property
    def dotted(self) -> str:
        return f"{self.module or '?'}.{self.name or '?'}"


@dataclass(frozen=True)
class Call:
    """A call in a stream: what of (None: not a name), and what it is given: ``(kind, payload)`` of the walk.

    ``maker`` is the call that gave what is called; ``fetched`` the name that a ``getattr(class, 'method')`` stands for.
    """

    target: Named | None
    how: str
    offset: int
    since: int
    arguments: tuple[tuple[int, int], ...]
    maker: Call | None
    fetched: Named | None
    _told: Callable[[], str] = field(compare=False, repr=False)

    @property
    def text(self) -> str:
        """How it reads; put into words only when somebody asks, which of an honest file nobody does."""
        return self._told()


@dataclass(frozen=True)
class Walk:
    """What one run over a buffer found. ``end`` is where its last whole stream ends; 0 when there is none.

    ``long`` are the offsets of the first texts and bytes that are long enough to carry something.

    Calls are told only when somebody asks, which of an honest file nobody does.
    """

    names: tuple[Named, ...]
    flags: int
    status: int
    end: int
    at: int
    streams: int
    tail_names: tuple[Named, ...] = ()
    tail_flags: int = 0
    long: tuple[int, ...] = ()
    told: Callable[[], tuple[tuple[Call, ...], tuple[Call, ...]]] = field(
        default=lambda: ((), ()), compare=False, repr=False
    )

    @cached_property
    def _calls(self) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
        return self.told()

    @property
    def calls(self) -> tuple[Call, ...]:
        """Calls of whole streams, and `tail_calls` of what stands behind the last of them."""
        return self._calls[0]

    @property
    def tail_calls(self) -> tuple[Call, ...]:
        return self._calls[1]


class Machine:
    """The walk's state over one buffer, from ``start``; lists first, arrays once the specification's budget is spent."""

    def __init__(
        self, buffer: Buffer, start: int = 0, streams: int = 0, joblib: bool = True, plain: bool | None = None
    ):
        self.buffer, self.inner = buffer, list[Walk]()
        self.plain = plain
        self.kernel: Callable[..., int] = specification
        self.view: Any = buffer
        self.forms: Any = _FORMS
        self.actions: Any = _ACTIONS
        self.registers: Any = [0] * w.REGISTERS
        self.registers[w.AT], self.registers[w.LIMIT], self.registers[w.JOBLIB] = start, streams, int(joblib)
        fast = plain is False or (plain is None and (is_compiled() or _spent[0] > PLAIN_IN_ALL))
        self.state: dict[str, Any] = {} if fast else {name: [0] * size for name, size in _START.items()}
        if fast:
            self._compile()

    def _compile(self) -> None:
        """Go on as machine code, with what the specification has come to."""
        import numpy

        self.kernel = compiled()
        self.view, self.forms, self.actions = (numpy.frombuffer(b, numpy.uint8) for b in (self.buffer, FORMS, ACTIONS))
        self.view.flags.writeable = False  # one signature, whatever the buffer
        self.registers = numpy.array(self.registers, numpy.int64)
        self.state = {
            name: numpy.array(self.state[name], numpy.int64) if name in self.state else numpy.zeros(size, numpy.int64)
            for name, size in _START.items()
        }

    def _grow(self) -> bool:
        if self.registers[w.DEPTH] > w.MOST_DEPTH:
            return False
        wanted = {
            name: 4 * len(self.state[name])
            for name, (r, row) in _USED.items()
            if 2 * self.registers[r] * row > len(self.state[name]) - 32
        }
        if self.registers[w.WANTED] >= len(self.state["memo"]):
            wanted["memo"] = max(2 * len(self.state["memo"]), int(self.registers[w.WANTED]) + 1)
        for name, size in wanted.items():
            old = self.state[name]
            if isinstance(old, list):
                old.extend([0] * (size - len(old)))
            else:
                import numpy

                self.state[name] = numpy.zeros(size, numpy.int64)
                self.state[name][: len(old)] = old
        return bool(wanted)

    def run(self) -> Walk:
        status = w.GOING
        while status == w.GOING:
            fast = self.kernel is not specification
            budget = 1 << 62 if fast or self.plain else PLAIN_OPCODES
            s = self.state
            status = self.kernel(
                *(self.view, self.forms, self.actions, self.registers, s["stack"], s["marks"], s["memo"]),
                *(s["nodes"], s["names"], s["calls"], s["dtypes"], s["long"], budget),
            )
            if status == w.GOING and not fast:
                self._compile()
            elif status == w.ROOM:
                status = w.GOING if self._grow() else w.OFF_TRACK
            elif status == w.NESTED:
                status = self._nested()
        if self.kernel is specification:
            _spent[0] += self.registers[w.OPCODES]
        return self._told(status)

    def _nested(self) -> int:
        """joblib reads an array of objects with an unpickler of its own, then goes on behind it."""
        inner = Machine(self.buffer, int(self.registers[w.AT]), 1, joblib=False, plain=self.plain).run()
        self.inner.append(inner)
        self.registers[w.AT] = inner.end or inner.at
        return w.GOING if inner.status == w.STOPPED else inner.status

    def _told(self, status: int) -> Walk:
        r = self.registers if isinstance(self.registers, list) else self.registers.tolist()
        rows = _flat(self.state["names"][: r[w.N_NAMES] * w.NAME_ROW])
        names = [self._named(*rows[i : i + 4]) for i in range(0, len(rows), w.NAME_ROW)]
        cut = r[w.STREAMS] > 0 and status != w.STOPPED  # streams, then something else
        n, c, flags = (
            (r[w.NAMES_THEN], r[w.CALLS_THEN], r[w.FLAGS_THEN]) if cut else (len(names), r[w.N_CALLS], r[w.FLAGS])
        )
        for inner in self.inner:
            flags |= inner.flags
        for i, named in enumerate(names):
            if named.name == "NumpyArrayWrapper" and rows[i * w.NAME_ROW + 4] == w.PLAIN:
                flags |= w.WRAPPER_ASTRAY  # spelled with escapes, or under another module
        if status == w.OFF_TRACK:
            flags |= w.TOO_MUCH
        return Walk(
            names=(*names[:n], *(named for inner in self.inner for named in inner.names)),
            flags=flags,
            status=status,
            end=r[w.LAST_STOP],
            at=r[w.AT],
            streams=r[w.STREAMS],
            tail_names=tuple(names[n:]),
            tail_flags=r[w.FLAGS],
            long=(
                *_flat(self.state["long"][: r[w.N_LONG]]),
                *(at for inner in self.inner for at in inner.long),
            ),
            told=partial(self._calls, names, c),
        )

    def _calls(self, names: Sequence[Named], whole: int) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
        calls: list[Call] = []
        for i in range(self.registers[w.N_CALLS]):
            calls.append(self._call(i, names, calls))
        return (*calls[:whole], *(call for inner in self.inner for call in inner.calls)), tuple(calls[whole:])

    def _named(self, code: int, at: int, module: int, name: int) -> Named:
        if code == _STACK_GLOBAL:
            first = text(self.buffer, module, NAMED) if module >= 0 else None
            return Named(first, text(self.buffer, name, NAMED) if name >= 0 else None, at, NAME[code])
        how = NAME[code]
        if how.startswith("EXT"):
            return Named("copyreg extension", str(module), at, how)
        return Named(line(self.buffer, module), line(self.buffer, name), at, how)

    def _call(self, i: int, names: Sequence[Named], before: Sequence[Call]) -> Call:
        row = self.state["calls"][i * w.CALL_ROW : (i + 1) * w.CALL_ROW]
        code, at, callee, count, since, *items = _flat(row)
        del items[1 if count < 0 else count :]
        target = names[callee >> 4] if callee & 15 == w.GLOBAL else None
        told = partial(self._read, code, callee, items, count, names)
        maker = before[(callee >> 4) - 1] if callee & 15 == w.RESULT and 0 < callee >> 4 <= len(before) else None
        arguments = tuple([(v & 15, v >> 4) for v in items])
        return Call(
            target, NAME[code], at, since, arguments, maker, self._fetched(target, arguments, names, before), told
        )

    def _fetched(
        self,
        target: Named | None,
        arguments: Sequence[tuple[int, int]],
        names: Sequence[Named],
        before: Sequence[Call],
    ) -> Named | None:
        """The name that a call stands for: a method, as protocols before 4 name it, or a type that cloudpickle names.

        A method of an instance is named by the class that the instance was made of.
        """
        if target is None or not arguments or arguments[-1][0] != w.TEXT:
            return None
        name, of = text(self.buffer, arguments[-1][1], NAMED), None
        if target.dotted in BUILTIN_TYPE and len(arguments) == 1:
            return target._replace(module="types", name=name)
        if target.dotted not in GETATTR or len(arguments) != 2:
            return None
        kind, payload = arguments[0]
        if kind == w.GLOBAL:
            of = names[payload]
        elif kind == w.RESULT and 0 < payload <= len(before) and before[payload - 1].how == "NEWOBJ":
            of = before[payload - 1].target
        return of._replace(name=f"{of.name}.{name}") if of and of.module and of.name and name else None

    def _read(self, code: int, callee: int, items: Sequence[int], count: int, names: Sequence[Named]) -> str:
        shown = "persistent_load" if NAME[code].endswith("PERSID") else self._shown(callee, names, 0)
        return f"{shown}({self._listed(items, count, names, 0)})"

    def _listed(self, items: Sequence[int], count: int, names: Sequence[Named], depth: int) -> str:
        return ", ".join([self._shown(v, names, depth + 1) for v in items] + ["…"] * (count > len(items)))

    def _shown(self, value: int, names: Sequence[Named], depth: int) -> str:
        kind, payload = value & 15, value >> 4
        if kind == w.TEXT:
            return repr(text(self.buffer, payload, SHOWN))
        if kind == w.BYTES:
            at, size = body(self.buffer, payload)
            return repr(bytes(self.buffer[at : at + min(size, 60)])) + ("…" if size > 60 else "")
        if kind == w.INTEGER:
            return str(payload)
        if kind == w.GLOBAL:
            return plain_name(names[payload]) if payload < len(names) else "…"
        if depth > 4:
            return "…"
        if kind == w.NODE and (row := row_of(self.state["nodes"], value)) >= 0:
            count = int(self.state["nodes"][row + 1])
            items = [int(v) for v in self.state["nodes"][row + 3 : row + 3 + min(count, 6)]]
            return f"[{self._listed(items, count, names, depth)}]"
        if kind == w.RESULT and payload:
            row = (payload - 1) * w.CALL_ROW
            _, _, callee, count, _, *items = (int(v) for v in self.state["calls"][row : row + w.CALL_ROW])
            items = items[: 1 if count < 0 else min(count, w.ARGUMENTS)]
            return f"{self._shown(callee, names, depth + 1)}({self._listed(items, count, names, depth)})"
        return "…"


def _flat(rows: Any) -> list[int]:
    return rows if isinstance(rows, list) else list(rows.tolist())


def plain_name(named: Named) -> str:
    """A name as a person writes it: builtins bare, posix as os."""
    module = {"builtins": "", "__builtin__": "", "posix": "os.", "nt": "os."}.get(
        named.module or "?", f"{named.module or '?'}."
    )
    return f"{module}{named.name or '?'}"


def walk(buffer: Buffer, start: int = 0, streams: int = 0, joblib: bool = True, plain: bool | None = None) -> Walk:
    """Walk every stream of a buffer, or the first ``streams``; ``plain`` holds it to the specification or to the kernel."""
    return Machine(buffer, start, streams, joblib, plain).run()
