"""Files made by code: benign and hostile ones of every format. Nothing hostile is ever loaded; a canary would tell."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

CANARY = Path(tempfile.gettempdir()) / f"aispm-canary-{os.getpid()}"


class Harm:
    """Its pickle would make the canary."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {CANARY}",)


def harm(protocol: int = 4) -> bytes:
    return pickle.dumps(Harm(), protocol)


def harmless(protocol: int = 4) -> bytes:
    return pickle.dumps({"weights": [1.0, 2.0], "names": ["a", "b"]}, protocol)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as file:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return out.getvalue()


def lz4(content: bytes) -> bytes:
    import lz4.frame

    return bytes(lz4.frame.compress(content))


def zstd(content: bytes) -> bytes:
    import zstandard

    return zstandard.compress(content)


CODECS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda content: lzma.compress(content, lzma.FORMAT_ALONE),
    "zlib": zlib.compress,
    "lz4": lz4,
    "zstd": zstd,
    "zip": lambda content: zipped({"inner.bin": content}),
    "stored zip": lambda content: zipped({"inner.bin": content}, zipfile.ZIP_STORED),
    "bzip2 zip": lambda content: zipped({"inner.bin": content}, zipfile.ZIP_BZIP2),
    "lzma zip": lambda content: zipped({"inner.bin": content}, zipfile.ZIP_LZMA),
    "tar": lambda content: tarred({"inner.bin": content}),
    "tar.gz": lambda content: tarred({"inner.bin": content}, "w:gz"),
}


# Protocol Buffers, enough to write what is read.
def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def block(field: int, content: bytes | str) -> bytes:
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def onnx(ops: list[tuple[str, str]], location: str = "", inner: bytes = b"", functions: bytes = b"") -> bytes:
    nodes = b"".join(block(1, block(4, op) + (block(7, domain) if domain else b"") + inner) for domain, op in ops)
    entry = block(1, "location") + block(2, location)
    tensor = block(
        5, number(1, 2) + number(2, 1) + block(8, "w") + (block(13, entry) + number(14, 1) if location else b"")
    )
    graph = nodes + block(2, "g") + tensor
    return number(1, 8) + block(2, "made") + block(7, graph) + block(8, number(2, 17)) + functions


def savedmodel(ops: list[str], in_function: bool = False) -> bytes:
    nodes = [block(1, f"n{i}") + block(2, op) for i, op in enumerate(ops)]
    if in_function:
        function = block(1, block(1, "f")) + b"".join(block(3, node) for node in nodes)
        graph = block(1, block(1, "x") + block(2, "Const")) + block(2, block(1, function))
    else:
        graph = b"".join(block(1, node) for node in nodes)
    return number(1, 1) + block(2, block(1, block(4, "serve")) + block(2, graph))


def graphdef(ops: list[str]) -> bytes:
    return b"".join(block(1, block(1, f"n{i}") + block(2, op)) for i, op in enumerate(ops)) + block(4, number(1, 1))


def keras_metadata(*layers: dict[str, Any]) -> bytes:
    return b"".join(block(1, number(2, i) + block(3, "root") + block(4, "_tf_keras_layer") + block(5, json.dumps(each)))
                    for i, each in enumerate(layers))  # fmt: skip


def gguf(keys: dict[str, str | int | list[str]], tensors: int = 0) -> bytes:
    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    out = b"GGUF" + struct.pack("<LQQ", 3, tensors, len(keys))
    for key, value in keys.items():
        out += text(key)
        if isinstance(value, str):
            out += struct.pack("<L", 8) + text(value)
        elif isinstance(value, int):
            out += struct.pack("<LL", 4, value)
        else:
            out += struct.pack("<LLQ", 9, 8, len(value)) + b"".join(map(text, value))
    return out + bytes(32)


def safetensors(header: Any, data: bytes) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def tensor(start: int, end: int) -> dict[str, Any]:
    return {"dtype": "F32", "shape": [(end - start) // 4], "data_offsets": [start, end]}


def layer(
    kind: str, module: str | None = "keras.layers", registered: str | None = None, **config: Any
) -> dict[str, Any]:
    return {"module": module, "class_name": kind, "config": {"name": "x", **config}, "registered_name": registered}


LAMBDA = layer("Lambda", function={"class_name": "__lambda__", "config": {"code": "4wAAAA==", "defaults": None}})
CODE_BY_NAME = layer(
    "Lambda", function={"class_name": "function", "module": "os", "config": "system", "registered_name": "x"}
)


def keras(*layers: dict[str, Any], **more: bytes) -> bytes:
    config = layer("Sequential", "keras", layers=list(layers))
    members = {"metadata.json": b'{"keras_version": "3.8.0"}', "config.json": json.dumps(config).encode(), **more}
    return zipped({**members, "model.weights.h5": hdf5()})


def hdf5(config: Any = None) -> bytes:
    """A real HDF5 file, as Keras 2 wrote it."""
    import h5py
    import numpy as np

    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        file["weights"] = np.zeros(64)
        if config is not None:
            file.attrs["model_config"] = json.dumps(config).encode()
    return out.getvalue()


def skops(value: Any, **more: bytes) -> bytes:
    import skops.io

    return bytes(skops.io.dumps(value)) if not more else _with(skops.io.dumps(value), more)


def _with(content: bytes, more: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return zipped({name: file.read(name) for name in file.namelist()} | more)


def node(name: str, module: str, loader: str = "ObjectNode", **more: Any) -> dict[str, Any]:
    return {"__class__": name, "__module__": module, "__loader__": loader, **more}


def skops_of(schema: Any) -> bytes:
    return zipped(
        {"schema.json": schema if isinstance(schema, bytes) else json.dumps(schema | {"protocol": 2}).encode()}
    )


def torch_zip(data: bytes, **more: bytes) -> bytes:
    members = {"m/data.pkl": data, "m/byteorder": b"little", "m/data/0": bytes(range(256)) * 4, "m/version": b"3\n"}
    return zipped(members | {f"m/{name}": content for name, content in more.items()}, zipfile.ZIP_STORED)


def npy(value: Any) -> bytes:
    import numpy as np

    out = io.BytesIO()
    np.save(out, value, allow_pickle=True)
    return out.getvalue()


def npy_harm() -> bytes:
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + harm()
