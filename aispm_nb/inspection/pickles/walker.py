"""The pickle machine without its effects: which names a stream calls for, and with what, exactly as ``_pickle.c`` would.

`walk` is both the specification and the compiled kernel: one function over flat integer sequences, run as it stands over
bytes and lists, or by numba over arrays (`compiling`). It imports nothing that it reads about, follows stack, marks and
memo of protocols 0 to 5 exactly, steps over the bodies of strings, buffers and joblib's inline arrays without touching
them, and never recurses.
What a stream may not do is flagged as well, and walked on from as well as can be, so that names behind it are seen.
"""

from __future__ import annotations

from .layout import (
    AT,
    BUILT_NAME,
    BYTES,
    CALL_ROW,
    CALLS_A_NAME,
    CALLS_THEN,
    COMPUTED_CALL,
    COMPUTED_NAME,
    DATA,
    DEPTH,
    DTYPE,
    DTYPE_CLASS,
    DTYPE_ROW,
    EXPANDS,
    EXTENSION,
    FILLED_TENSOR,
    FLAGS,
    FLAGS_THEN,
    FRAME_ASTRAY,
    FRAME_END,
    GLOBAL,
    GOING,
    HAS_WRAPPER,
    INTEGER,
    INVALID,
    JOBLIB,
    LAST_STOP,
    LIMIT,
    LOADER,
    LONG,
    LOST,
    LOST_NAME,
    MALFORMED,
    MARKED,
    MEMO_COUNT,
    MEMO_TOP,
    MOST_CALLS,
    MOST_DEPTH,
    MOST_LONG,
    MOST_NAMES,
    N_CALLS,
    N_DTYPES,
    N_LONG,
    N_NAMES,
    NAME_ROW,
    NAMES_THEN,
    NESTED,
    NODE,
    NODE_ROW,
    NOT_FROM_MEMO,
    OBJECT_ARRAYS,
    ODD_NUMBER,
    OFF_TRACK,
    OPCODES,
    PERSISTENT_KEY,
    PLAIN,
    REBUILDER,
    RECONSTRUCTOR,
    RESULT,
    RING,
    ROOM,
    SERIAL,
    SHARES,
    SPARSE,
    STOPPED,
    STREAMS,
    TENSOR,
    TEXT,
    TOO_MUCH,
    TRUNCATED,
    TWO_MEANINGS,
    WANTED,
    WEIGHT,
    WRAPPER,
    WRAPPER_ASTRAY,
    WRAPPER_CLASS,
    Integers,
)
from .opcodes import (
    APPEND,
    BUILD,
    COUNTED,
    DUP,
    EXTEND,
    FRAME,
    GET,
    INST,
    KEEP,
    LINE,
    LINES,
    MARK,
    MEMOIZE,
    NAME_EXTENSION,
    NAME_FROM_STACK,
    NEWOBJ_EX,
    NOTHING,
    OBJ,
    PERSISTENT,
    POP,
    PROTO,
    PUSH_BYTES,
    PUSH_DATA,
    PUSH_NEW,
    PUSH_TEXT,
    REDUCE,
    SHORT,
    SMALL_TUPLE,
    STOP,
)
from .reading import (
    add,
    array_end,
    body,
    build_dtype,
    digits,
    gather,
    hides_wrapper,
    new_dtype,
    role,
    row_of,
    weigh,
    write_call,
)


def walk(
    buffer: Integers,
    forms: Integers,
    actions: Integers,
    registers: Integers,
    stack: Integers,
    marks: Integers,
    memo: Integers,
    nodes: Integers,
    names: Integers,
    calls: Integers,
    dtypes: Integers,
    long: Integers,
    budget: int,
) -> int:
    """Run up to ``budget`` opcodes from where the registers stand; says why it ended (`GOING` … `OFF_TRACK`).

    Parameters
    ----------
    buffer : (n,) uint8
        The file; only the bytes that mean something to the machine are read.
    forms, actions : (256,) uint8
        Tables of `opcodes`.
    registers, stack, marks, memo, nodes, names, calls, dtypes, long : int64
        The machine's state. A memo entry is a value + 1, so that 0 is *never put*; ``marks`` holds pairs (depth, offset);
        ``long`` the offsets of the first texts and bytes that are long enough to carry something.

    Sources: ``Modules/_pickle.c`` (load_* and memo_put: MEMOIZE counts distinct entries, not the highest index),
    ``joblib/numpy_pickle.py`` (NumpyUnpickler.load_build, NumpyArrayWrapper.read_array).
    """
    end = len(buffer)
    at, depth, marked, flags, serial = (
        registers[AT],
        registers[DEPTH],
        registers[MARKED],
        registers[FLAGS],
        registers[SERIAL],
    )
    memo_top, memo_count, frame_end = registers[MEMO_TOP], registers[MEMO_COUNT], registers[FRAME_END]
    n_names, n_calls, n_dtypes = registers[N_NAMES], registers[N_CALLS], registers[N_DTYPES]
    base = marks[2 * marked - 2] if marked > 0 else 0
    room, memo_room, call_room = len(stack) - 2, len(memo), len(calls) // CALL_ROW
    edge = frame_end if frame_end > at else end
    start = at
    status = GOING
    split, number = 0, 0
    cut = False  # a name that the file's end cuts short: the loader imports its module all the same
    has_wrapper, shares, n_long = registers[HAS_WRAPPER] == 1, registers[SHARES] == 1, registers[N_LONG]
    done = 0
    for done in range(budget):  # noqa: B007 - it is counted, and enumerated nowhere
        start = at
        if at >= end:
            status = TRUNCATED
            break
        if depth >= room:
            status = ROOM
            break
        code = buffer[at]
        action = actions[code]
        at += 1
        if action == MEMOIZE and depth > base and memo_count < memo_room and memo[memo_count] == 0:
            memo[memo_count] = stack[depth - 1] + 1  # the most frequent opcode, in its most frequent case
            memo_count += 1
            if memo_count > memo_top:
                memo_top = memo_count
            continue
        form = forms[code]
        if form:  # more than `NOTHING`
            if form == 1:
                if at < end:
                    number = buffer[at]
                at += 1
            elif form == SHORT:
                if at < end:
                    at += buffer[at]
                at += 1
            elif form == 8 and action == PUSH_DATA:  # a float: nobody reads it
                at += 8
            elif form < LINE:
                width = form & 15
                if at + width > end or (width == 8 and buffer[at + 7] > 63):
                    status = TRUNCATED
                    break
                if width == 4:
                    number = buffer[at] + buffer[at + 1] * 256 + buffer[at + 2] * 65536 + buffer[at + 3] * 16777216
                else:
                    number = 0
                    for i in range(width):
                        number = number * 256 + buffer[at + width - 1 - i]
                at += width
                if form > COUNTED:
                    at += number
            elif form <= LINES:
                while at < end and buffer[at] != 10:
                    at += 1
                if form == LINES:
                    split = at
                    at += 1
                    while at < end and buffer[at] != 10:
                        at += 1
                cut = at >= end
                at += 1
                if cut and form == LINE:
                    status = TRUNCATED
                    break
            else:
                status = INVALID
                break
            if at > edge:  # beyond the frame, or the file
                if at > end and not cut:
                    status = TRUNCATED
                    break
                if start < frame_end:
                    flags |= FRAME_ASTRAY
                edge = end

        if action <= PUSH_NEW:
            if action <= PUSH_BYTES:
                value = start * 16 + (TEXT if action == PUSH_TEXT else BYTES)
                if at - start > LONG and n_long < MOST_LONG:
                    long[n_long] = start
                    n_long += 1
            elif action == PUSH_DATA:
                value = DATA
            elif action == PUSH_NEW:
                serial += 1
                row = serial % RING * NODE_ROW
                nodes[row], nodes[row + 1], nodes[row + 2], nodes[row + WEIGHT] = serial, 0, start, 0
                value = serial * 16 + NODE
            else:
                if form <= 2:
                    pass
                elif form == LINE:
                    number = digits(buffer, start + 1, at - 2 if buffer[at - 2] == 76 else at - 1)
                elif form == SHORT:
                    number = -1 if at - start > 7 else 0
                    for i in range(at - 1, start + 1, -1):
                        number = number * 256 + buffer[i] if number >= 0 else -1
                    if number >= 0 and at - start > 2 and buffer[at - 1] > 127:
                        number = -1
                elif form == 4 and number > 0x7FFFFFFF:
                    number = -1
                value = number * 16 + INTEGER if number >= 0 else DATA
            stack[depth] = value
            depth += 1

        elif action <= GET:
            if action == GET:
                if form == LINE:
                    number = digits(buffer, start + 1, at - 1)
                    flags |= ODD_NUMBER if number < 0 else 0
                value = LOST
                if 0 <= number < memo_top and memo[number] != 0:
                    value = memo[number] - 1
                    shares = shares or value & 15 == NODE
                else:
                    flags |= NOT_FROM_MEMO
                stack[depth] = value
                depth += 1
                continue
            if action == MEMOIZE:
                number = memo_count
            elif form == LINE:
                number = digits(buffer, start + 1, at - 1)
            if depth <= base:
                flags |= MALFORMED
                continue
            if number < 0:
                flags |= ODD_NUMBER
                continue
            # A pickler numbers as it writes; holding it to that keeps memory near the file's size.
            if number > start + SPARSE or number >= MOST_DEPTH:
                flags |= TOO_MUCH
                continue
            if number >= memo_room:
                registers[WANTED] = number
                status = ROOM
                break
            if number >= memo_top:
                memo_top = number + 1
            if memo[number] == 0:
                memo_count += 1
            memo[number] = stack[depth - 1] + 1

        elif action <= EXTEND:
            if action == MARK:
                if 2 * marked + 2 > len(marks):
                    status = ROOM
                    break
                marks[2 * marked], marks[2 * marked + 1] = depth, start
                marked += 1
                base = depth
            elif action == SMALL_TUPLE:
                size = code - 0x84
                if depth - base < size:
                    flags |= MALFORMED
                    size = depth - base
                serial += 1
                if has_wrapper and hides_wrapper(names, stack, depth - size, depth):
                    flags |= WRAPPER_ASTRAY
                value = gather(nodes, serial, start, stack, depth - size, depth)
                if shares and weigh(nodes, serial % RING * NODE_ROW, stack, depth - size, depth):
                    flags |= EXPANDS
                depth -= size
                stack[depth] = value
                depth += 1
            elif action == APPEND:
                size = 1 if code == 97 else 2  # APPEND takes one, SETITEM two
                if depth - base < size + 1:
                    flags |= MALFORMED
                    depth = max(base, depth - size)
                    continue
                depth -= size
                if has_wrapper and hides_wrapper(names, stack, depth, depth + size):
                    flags |= WRAPPER_ASTRAY
                node = row_of(nodes, stack[depth - 1])
                if stack[depth - 1] & 15 == TENSOR:
                    flags |= FILLED_TENSOR
                if node >= 0:
                    add(nodes, node, stack, depth, depth + size)
                    if shares and weigh(nodes, node, stack, depth, depth + size):
                        flags |= EXPANDS
            else:
                since = start
                if marked == 0:
                    flags |= MALFORMED
                else:
                    marked -= 1
                    since = marks[2 * marked + 1]
                top, depth = depth, base
                base = marks[2 * marked - 2] if marked > 0 else 0
                if has_wrapper and hides_wrapper(names, stack, depth, top):
                    flags |= WRAPPER_ASTRAY
                if action == EXTEND:
                    if depth <= base:
                        flags |= MALFORMED
                        continue
                    node = row_of(nodes, stack[depth - 1])
                    if stack[depth - 1] & 15 == TENSOR:
                        flags |= FILLED_TENSOR
                    if node >= 0:
                        add(nodes, node, stack, depth, top)
                        if shares and weigh(nodes, node, stack, depth, top):
                            flags |= EXPANDS
                else:
                    serial += 1
                    value = gather(nodes, serial, since, stack, depth, top)
                    if shares and weigh(nodes, serial % RING * NODE_ROW, stack, depth, top):
                        flags |= EXPANDS
                    stack[depth] = value
                    depth += 1

        elif action <= NAME_EXTENSION or action == INST:
            if n_names * NAME_ROW + NAME_ROW > len(names) or n_calls >= call_room:
                if n_names >= MOST_NAMES:
                    flags |= TOO_MUCH
                    status = OFF_TRACK
                else:
                    status = ROOM
                break
            row = n_names * NAME_ROW
            names[row], names[row + 1], names[row + 4], names[row + 5] = code, start, PLAIN, 0
            if action == NAME_FROM_STACK:
                held = depth - base
                module = stack[depth - 2] if held > 1 else LOST
                name = stack[depth - 1] if held > 0 else LOST
                flags |= MALFORMED if held < 2 else 0
                depth -= min(held, 2)
                if module & 15 == TEXT and name & 15 == TEXT:
                    (a, a_size), (b, b_size) = body(buffer, module >> 4), body(buffer, name >> 4)
                    names[row + 4] = role(buffer, a, a_size, b, b_size)
                elif module & 15 in (RESULT, GLOBAL, TENSOR) or name & 15 in (RESULT, GLOBAL, TENSOR):
                    flags |= COMPUTED_NAME
                elif module & 15 == LOST or name & 15 == LOST:
                    flags |= LOST_NAME
                else:
                    flags |= MALFORMED
                names[row + 2] = module >> 4 if module & 15 == TEXT else -1 - (module & 15)
                names[row + 3] = name >> 4 if name & 15 == TEXT else -1 - (name & 15)
            elif action == NAME_EXTENSION:
                flags |= EXTENSION
                names[row + 2], names[row + 3] = number, 0
            else:
                names[row + 2], names[row + 3] = start + 1, min(split + 1, end)
                names[row + 4] = role(buffer, start + 1, split - start - 1, min(split + 1, end), max(at - split - 2, 0))
            if names[row + 4] == WRAPPER_CLASS:
                registers[HAS_WRAPPER] = 1
                has_wrapper = True
            value = n_names * 16 + GLOBAL
            n_names += 1
            if action == INST:
                since = start
                if marked == 0:
                    flags |= MALFORMED
                else:
                    marked -= 1
                    since = marks[2 * marked + 1]
                serial += 1
                arguments = gather(nodes, serial, since, stack, base, depth)
                depth = base
                base = marks[2 * marked - 2] if marked > 0 else 0
                node = row_of(nodes, arguments)
                write_call(nodes, node, calls, n_calls * CALL_ROW, code, start, value, arguments)
                if n_calls < MOST_CALLS:
                    n_calls += 1
                    value = n_calls * 16 + RESULT
                else:
                    value = RESULT
                if names[row + 4] != PLAIN:
                    flags |= WRAPPER_ASTRAY
            stack[depth] = value
            depth += 1
            if cut:
                status = TRUNCATED
                break

        elif action <= PERSISTENT:
            if n_calls >= call_room:
                status = ROOM
                break
            if action == OBJ:
                since = start
                if marked == 0 or depth == base:
                    flags |= MALFORMED
                    callee = LOST
                else:
                    callee = stack[base]
                if marked > 0:
                    marked -= 1
                    since = marks[2 * marked + 1]
                serial += 1
                arguments = gather(nodes, serial, since, stack, min(base + 1, depth), depth)
                depth = base
                base = marks[2 * marked - 2] if marked > 0 else 0
            elif action == PERSISTENT:
                callee, arguments = DATA, start * 16 + TEXT
                flags |= PERSISTENT_KEY
                if form == NOTHING:
                    arguments = LOST
                    if depth > base:
                        depth -= 1
                        arguments = stack[depth]
                    else:
                        flags |= MALFORMED
            else:
                size = 3 if action == NEWOBJ_EX else 2
                if depth - base < size:
                    flags |= MALFORMED
                    depth = base
                    callee, arguments = LOST, LOST
                else:
                    depth -= size
                    callee, arguments = stack[depth], stack[depth + 1]

            if action == BUILD:
                if callee & 15 == GLOBAL:
                    flags |= BUILT_NAME
                elif callee & 15 == DTYPE:
                    build_dtype(nodes, dtypes, (callee >> 4) * DTYPE_ROW, arguments)
                elif callee & 15 == WRAPPER and registers[JOBLIB] == 1:
                    stop, confused = array_end(buffer, nodes, dtypes, arguments, at)
                    callee = DATA
                    if confused:
                        flags |= TWO_MEANINGS
                    if stop == -2:
                        flags |= OBJECT_ARRAYS
                        stack[depth] = callee
                        depth += 1
                        status = NESTED
                        break
                    if stop < 0 or stop > end:
                        status = OFF_TRACK if stop < 0 else TRUNCATED
                        break
                    at = stop
                stack[depth] = callee
                depth += 1
                continue

            named, known, value = -1, PLAIN, -1
            if callee & 15 == GLOBAL:
                named = (callee >> 4) * NAME_ROW
                known = names[named + 4]
            elif callee & 15 == RESULT:
                flags |= COMPUTED_CALL
            elif callee & 15 == LOST or action != PERSISTENT:
                flags |= MALFORMED
            node = row_of(nodes, arguments)
            first = nodes[node + 3] if node >= 0 and nodes[node + 1] > 0 else DATA
            if first & 15 == GLOBAL and names[(first >> 4) * NAME_ROW + 4] == WRAPPER_CLASS:
                if known == RECONSTRUCTOR and action == REDUCE:
                    value = WRAPPER
                else:
                    flags |= WRAPPER_ASTRAY
            if known == WRAPPER_CLASS:
                value = WRAPPER
            elif action == PERSISTENT and node >= 0 and nodes[node + 1] == 4 and nodes[node + 4] & 15 == GLOBAL:
                value = nodes[node + 4]  # ('module', class, file, source): torch.save before 1.6 keeps a class so
            elif known == DTYPE_CLASS and action == REDUCE and n_dtypes < MOST_CALLS:
                if n_dtypes * DTYPE_ROW + DTYPE_ROW > len(dtypes):
                    at = start
                    depth += 2
                    status = ROOM
                    break
                new_dtype(buffer, nodes, dtypes, n_dtypes * DTYPE_ROW, arguments)
                value = n_dtypes * 16 + DTYPE
                n_dtypes += 1
            elif known == REBUILDER:
                value = TENSOR
            written = RESULT
            if named < 0 or known == LOADER or names[named + 5] < CALLS_A_NAME:
                if n_calls >= MOST_CALLS:
                    flags |= TOO_MUCH
                else:
                    if named >= 0:
                        names[named + 5] += 1
                    write_call(nodes, node, calls, n_calls * CALL_ROW, code, start, callee, arguments)
                    n_calls += 1
                    written = n_calls * 16 + RESULT
            stack[depth] = written if value < 0 else value
            depth += 1

        elif action == STOP:
            if depth != base + 1 or marked > 0:  # no pickler leaves more than the object behind
                flags |= MALFORMED
            registers[STREAMS] += 1
            registers[LAST_STOP], registers[NAMES_THEN], registers[FLAGS_THEN] = at, n_names, flags
            registers[CALLS_THEN] = n_calls
            for i in range(memo_top):
                memo[i] = 0
            depth, marked, base, memo_top, memo_count, frame_end, edge = 0, 0, 0, 0, 0, 0, end
            if at >= end or registers[STREAMS] == registers[LIMIT]:
                status = STOPPED
                break
        elif action == PROTO:
            if number > 5:
                flags |= MALFORMED
        elif action == FRAME:
            if start < frame_end or number > end - at:
                flags |= FRAME_ASTRAY
            frame_end = edge = at + min(number, end - at)
        elif action == KEEP:
            if depth <= base:
                flags |= MALFORMED
        elif action == DUP:
            if depth <= base:
                flags |= MALFORMED
                stack[depth] = LOST
            else:
                stack[depth] = stack[depth - 1]
                shares = shares or stack[depth] & 15 == NODE
            depth += 1
        elif action == POP and depth > base:
            depth -= 1
        elif marked > 0:  # POP_MARK, or POP with nothing above the mark
            marked -= 1
            depth = base
            base = marks[2 * marked - 2] if marked > 0 else 0
        else:
            flags |= MALFORMED

    if status in (ROOM, TRUNCATED, INVALID):
        at = start
    registers[AT], registers[DEPTH], registers[MARKED], registers[FLAGS], registers[SERIAL] = (
        at,
        depth,
        marked,
        flags,
        serial,
    )
    registers[MEMO_TOP], registers[MEMO_COUNT], registers[FRAME_END] = memo_top, memo_count, frame_end
    registers[N_NAMES], registers[N_CALLS], registers[N_DTYPES] = n_names, n_calls, n_dtypes
    registers[N_LONG], registers[SHARES] = n_long, 1 if shares else 0
    registers[OPCODES] += done
    return status
