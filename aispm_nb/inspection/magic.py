"""What a file is by its bytes. Its name only breaks ties between kinds of text, since anybody can name a file anything.

One buffer may be several things at once: pickles do not need a header, zips are read from their end, and a tar has its
mark at byte 257. Whoever loads the file decides which of them it is, so all of them are told.
"""

from __future__ import annotations

import io
import lzma
import pickletools
import re
import struct
import warnings
import zlib
from collections.abc import Iterator

from . import protobuf, tars, zips
from .hdf5 import blocks

HEAD = 4096
_TEXT_PICKLE = 64 << 10
_MOST_OPCODES = 2_000

# What starts a file, and its format. Formats that name nothing end in the list DATA.
STARTS: tuple[tuple[bytes, str], ...] = (
    (zips.LOCAL, "zip"), (zips.END, "zip"),
    (b"\x1f\x8b", "gzip"), (b"BZh", "bz2"), (b"\xfd7zXZ\0", "xz"), (b"\x04\x22\x4d\x18", "lz4"),
    (b"\x28\xb5\x2f\xfd", "zstd"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"ZF0x", "zfile"), (b"Rar!\x1a\x07", "rar"),
    (b"\x93NUMPY", "npy"), (b"\x89HDF\r\n\x1a\n", "hdf5"), (b"GGUF", "gguf"), (b"FUGG", "gguf"),
    (b"RDX2\n", "r"), (b"RDX3\n", "r"), (b"RDA2\n", "r"), (b"RDA3\n", "r"), (b"X\n\0\0\0\2\0", "r"), (b"X\n\0\0\0\3\0", "r"),
    (b"\x7fELF", "elf"), (b"\xfe\xed\xfa\xce", "mach-o"), (b"\xfe\xed\xfa\xcf", "mach-o"), (b"\xce\xfa\xed\xfe", "mach-o"),
    (b"\xcf\xfa\xed\xfe", "mach-o"), (b"\xca\xfe\xba\xbe", "java-class"), (b"\xac\xed\0\5", "java-object"),
    (b"\0asm", "wasm"), (b"#!", "script"), (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"PAR1", "parquet"),
    (b"ARROW1\0\0", "arrow"), (b"SQLite format 3\0", "sqlite"), (b"Obj\1", "avro"), (b"CBM1", "catboost"),
    (b"OggS", "ogg"), (b"TZif", "time-zone"), (b"\xde\x12\x04\x95", "translations"), (b"wOFF", "font"), (b"wOF2", "font"),
    (b"OTTO\0", "font"), (b"\0\1\0\0\0", "font"), (b"fLaC", "flac"), (b"\0\1\0\0Standard Jet DB", "access"),
)  # fmt: skip
DATA = frozenset({"png", "jpeg", "gif", "webp", "wav", "parquet", "arrow", "sqlite", "avro", "catboost", "ogg", "flac",
                  "ubjson", "npy", "safetensors", "text", "empty", "lightgbm", "csv",
                  "fingerprint", "sentencepiece", "tf-index", "font", "time-zone", "translations"})  # fmt: skip
NATIVE = frozenset({"elf", "pe", "mach-o", "java-class", "wasm"})
SIGNATURES = (".sig", ".sigstore", ".sigstore.json")  # how files are named that sign the others
_NAMED = re.compile(r"\.(pkl|pickle|joblib|dill|p)$", re.IGNORECASE)
_TABLE = bytes.fromhex("57fb808b247547db")  # the end of a table of LevelDB, as TensorFlow's index files are
_PLAIN = bytes(
    i for i in range(256) if i > 31 or i in b"\t\n\r\f\b\x1b"
)  # what texts have; other control codes few have
_XML = ("<?xml", "<!DOCTYPE", "<!ENTITY", "<PMML", "<svg", "<html", "<!--")
_OPCODES = frozenset(opcode.code.encode("latin-1") for opcode in pickletools.opcodes)
# Opcodes that call or build something: by the time they are reached, the damage is done, whatever follows.
_ACTS = frozenset({"REDUCE", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "BUILD"})
_IMPORTS = frozenset({"GLOBAL", "INST", "STACK_GLOBAL", "EXT1", "EXT2", "EXT4"})


def kinds(view: memoryview, name: str = "") -> tuple[str, ...]:
    """All formats that a buffer has, the one by its first bytes first; ``("unknown",)`` when it has none."""
    if not len(view):
        return ("empty",)
    found = list(dict.fromkeys(_found(view, name)))
    if not found:
        found = [_text(view, name) or "unknown"]
    return tuple(found)


def kind(view: memoryview, name: str = "") -> str:
    """The format by the first bytes."""
    return kinds(view, name)[0]


def _found(view: memoryview, name: str) -> Iterator[str]:
    head = bytes(view[:HEAD])
    first = _first(view, head) or ("hdf5" if blocks.start(view) > 0 else None)
    if first == "zip":
        yield from zip_kinds(zips.names(view))
    elif first:
        yield first
    if first != "pickle" and head[:1] in _OPCODES and is_pickle(view, 1 if _NAMED.search(name) else 2):
        yield "pickle"
    tar = len(head) >= tars.BLOCK and tars.is_tar(view)
    if tar:
        yield "tar"
    if first == "zip" or zips.ending(view) < 0 or not (names := zips.names(view)):
        return
    # A zip that is a member of a tar is looked at as one; only what stands behind the tar is another file.
    if not tar or zips.ending(view) > tars.length(view):
        yield from zip_kinds(names)


def _first(view: memoryview, head: bytes) -> str | None:
    if head[:1] == b"\x80" and len(head) > 1 and head[1] <= 5:
        # None of the others starts so, but for safetensors whose header has 128 bytes, or 384, or any 128 + 256 n.
        return "safetensors" if _is_safetensors(view, head) and not is_pickle(view) else "pickle"
    for start, what in STARTS:
        if head.startswith(start):
            return what
    if head[:4] == b"RIFF":
        return {b"WAVE": "wav", b"WEBP": "webp"}.get(head[8:12], "riff")
    if head[4:8] in (b"TFL3", b"TFL2"):
        return "tflite"
    if head[:2] == b"MZ" and _is_pe(view):
        return "pe"
    if head[1:4] == b"\x2a\x4d\x18" and 0x50 <= head[0] <= 0x5F:  # an lz4 or zstd frame that readers skip
        return "skippable"
    if bytes(view[-8:]) == _TABLE:
        return "tf-index"
    if _is_safetensors(view, head):
        return "safetensors"
    if head[0] & 0x0F == 8 and len(head) > 2 and int.from_bytes(head[:2], "big") % 31 == 0 and _inflates(head):
        return "zlib"
    if head[:1] == b"\x5d" and _is_lzma(head):
        return "lzma"
    if head[:1] == b"{" and len(head) > 1 and head[1:2] in b"LiUIl#$SN" and b"\0" in head[:16]:
        return "ubjson"
    if head[2:4] == b"\r\n" and 3000 <= int.from_bytes(head[:2], "little") < 4000:
        return "pyc"
    return protobuf.message_kind(view) if head[:1] in (b"\x08", b"\x0a", b"\x12", b"\x3a", b"\x42") else None


def _is_pe(view: memoryview) -> bool:
    if len(view) < 64:
        return False
    (at,) = struct.unpack("<L", view[60:64])
    return bytes(view[at : at + 4]) == b"PE\0\0"


def _is_safetensors(view: memoryview, head: bytes) -> bool:
    if len(head) < 10 or head[8:9] != b"{":
        return False
    size = int.from_bytes(head[:8], "little")
    return size <= len(view) - 8 or (head[5:8] == b"\0\0\0" and b'"dtype"' in head)


def _inflates(head: bytes) -> bool:
    try:
        zlib.decompressobj().decompress(head, 64)
    except zlib.error:
        return False
    return True


def _is_lzma(head: bytes) -> bool:
    try:
        return (
            bool(lzma.LZMADecompressor(lzma.FORMAT_ALONE, 256 << 20).decompress(head, 64)) and head[12:13] in b"\0\xff"
        )
    except (lzma.LZMAError, MemoryError, EOFError):
        return False


def zip_kinds(names: tuple[str, ...]) -> tuple[str, ...]:
    """What kinds of zip a list of members makes; ``zip`` when it is none in particular."""
    there, ends = set(names), {name.rpartition("/")[2] for name in names}
    top = {name.split("/", 1)[1] for name in names if "/" in name}
    checks = {
        "torchscript": "constants.pkl" in ends and any(name.startswith("code/") for name in top | there),
        "torch": "data.pkl" in ends and "constants.pkl" not in ends,
        "pt2": "archive_format" in ends or "serialized_exported_program.json" in ends,
        "skops": "schema.json" in there,
        "keras": "config.json" in there and ("metadata.json" in there or "model.weights.h5" in there),
        "npz": bool(names) and all(name.endswith(".npy") for name in names),
        "jar": "META-INF/MANIFEST.MF" in there or any(name.endswith(".class") for name in names),
        "mojo": "model.ini" in there,
        "office": "[Content_Types].xml" in there,
    }
    return tuple(what for what, true in checks.items() if true) or ("zip",)


def is_pickle(view: memoryview, least: int = 2) -> bool:
    """Whether the bytes are a pickle; one of fewer than ``least`` opcodes and a STOP is more likely a text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pickletools complains of odd escapes, which unpickling takes without a word
        return _runs(view, least)


def _runs(view: memoryview, least: int) -> bool:
    """Whether the bytes run as a pickle: to a STOP, or to an opcode that acts on what was imported before.

    What would take from an empty stack is none: unpickling stops there, and words one below the other look like imports.
    """
    piece = bytes(view[:_TEXT_PICKLE])
    imported, count, depth = False, 0, 0
    marks: list[int] = []
    try:
        for count, (opcode, argument, at) in enumerate(pickletools.genops(io.BytesIO(piece))):
            if opcode.name in ("GLOBAL", "INST") and not re.fullmatch(r"[^\s]+ [^\s]+", str(argument)):
                return False
            if opcode.name == "MARK":
                marks.append(depth)
                continue
            if (depth := _taken(opcode, depth, marks)) < (marks[-1] if marks else 0):
                return False
            depth += len(opcode.stack_after)
            imported = imported or opcode.name in _IMPORTS
            if imported and opcode.name in _ACTS:
                return True
            if opcode.name == "STOP":
                return count >= least and (at or 0) + 1 == len(view)
            if count > _MOST_OPCODES:
                return True
    except ValueError as error:
        if "unknown" in str(error):
            return False
    except (OverflowError, MemoryError, IndexError, KeyError, TypeError, AttributeError):
        pass
    # A long value is cut by the window or the end of the file; nothing that is no pickle gets far by chance.
    return imported or (count > 8 and len(view) > len(piece))


def _taken(opcode: pickletools.OpcodeInfo, depth: int, marks: list[int]) -> int:
    """The height of the stack after an opcode took from it; below zero when there was no mark."""
    if pickletools.markobject not in opcode.stack_before:
        return depth - len(opcode.stack_before)
    return marks.pop() - opcode.stack_before.index(pickletools.markobject) if marks else -1


def _text(view: memoryview, name: str) -> str | None:
    """Which text, or None when the bytes are none."""
    head = bytes(view[:HEAD])
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    elif b"\0" in head:
        return None
    else:
        text = head.decode("utf-8", "replace")
        if text[:-4].count("\ufffd") > len(text) // 20 or len(head.translate(None, _PLAIN)) > len(head) // 200:
            return None
    name = name.rpartition("/")[2].lower()
    start = text.lstrip("\ufeff \t\r\n")
    ending = name.rpartition(".")[2]
    if re.match(r"\{\s*[\"}]|\[\s*([\"\[{\]\d-]|true|false|null)", start) and ending not in (
        "py",
        "toml",
        "ini",
        "cfg",
    ):
        return "json"
    if start.startswith(_XML) or (start[:1] == "<" and ending in ("xml", "pmml", "xsl", "xslt", "svg", "html")):
        return "xml"
    if start.startswith("%YAML") or name == "mlmodel" or ending in ("yaml", "yml") or "!!python/" in text:
        return "yaml"
    if ending in ("jinja", "jinja2", "j2") or start.startswith(("{%", "{{", "{#")) or "{%-" in text:
        return "jinja"
    if (
        ending in ("py", "pyw", "pth")
        or start.startswith("# -*- coding")
        or re.search(r"^(import|from) \w+|^def \w+\(", text, re.M)
    ):
        return "pth" if ending == "pth" else "python"
    if ending in ("sh", "bash", "bat", "ps1", "cmd"):
        return "script"
    if start.startswith(("saved_model_schema_version", "meta_graphs", "node {")):
        return "pbtxt"
    return "lightgbm" if text.startswith("tree\nversion=") else "text"
