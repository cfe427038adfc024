"""Each format: what is harmless is known, what would do harm is dangerous, and what nobody knows is unknown."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aispm_nb.inspection.inspector import inspect
from aispm_nb.inspection.verdict import Verdict

from . import made
from .made import (
    CODE_BY_NAME,
    LAMBDA,
    block,
    gguf,
    keras,
    layer,
    node,
    onnx,
    safetensors,
    savedmodel,
    skops_of,
    tensor,
    zipped,
)

CHATML = "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] }}{% endfor %}{% if add_generation_prompt %}{{ 'x' }}{% endif %}"
TOOLS = """{%- macro shown(x) -%}{{ x | tojson }}{%- endmacro -%}{%- set ns = namespace(first=true) -%}{%- if not (tools is defined) -%}
{{- raise_exception('no tools') -}}{%- endif -%}{{- strftime_now('%d %b') -}}{{ shown(messages[::-1]) }}{{ messages[0].content.split('</think>')[-1] }}"""
DENSE = layer("Dense", units=3, activation="relu", kernel_initializer=layer("GlorotUniform", "keras.initializers"))
HOSTILE_TEMPLATES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ ''['__cl' ~ 'ass__'] }}",
    "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{% set x = lipsum.__globals__['os'].system('id') %}",
    "{{ ()|attr('__class__') }}",
    "{% for c in ().__class__.__base__.__subclasses__() %}{% endfor %}",
]
KNOWN: dict[str, bytes] = {
    "numbers.npy": made.npy([1.0, 2.0]),
    "records.npy": made.npy(__import__("numpy").zeros(3, dtype=[("One", "<f4"), ("b", "<i8", (2,))])),
    "arrays.npz": zipped({"a.npy": made.npy([1, 2]), "b.npy": made.npy([[1.0]])}),
    "ok.safetensors": safetensors({"a": tensor(0, 8), "b": tensor(8, 16), "__metadata__": {"format": "pt"}}, bytes(16)),
    "empty.safetensors": safetensors({}, b""),
    "model.gguf": gguf({"general.name": "m", "n": 3, "tokenizer.ggml.tokens": ["a", "b"], "tokenizer.chat_template": CHATML}),
    "chat_template.jinja": TOOLS.encode(),
    "tokenizer_config.json": json.dumps({"chat_template": CHATML, "eos_token": "</s>"}).encode(),
    "several.json": json.dumps({"chat_template": [{"name": "default", "template": TOOLS}]}).encode(),
    "config.json": json.dumps({"architectures": ["BertModel"], "hidden_size": 768, "nested": [[{"a": 1}]]}).encode(),
    "lines.json": b'{"a": 1}\n{"a": 2}\n',
    "model_index.json": json.dumps({"unet": ["diffusers", "UNet2DConditionModel"], "_class_name": "P"}).encode(),
    "modules.json": json.dumps([{"idx": 0, "type": "sentence_transformers.models.Transformer"}]).encode(),
    "params.yaml": b"lr: 0.1\nlayers: [1, 2]\n",
    "dense.keras": keras(DENSE),
    # An optimiser is kept under its backend's module (keras 3 over torch).
    "compiled.keras": keras(DENSE, layer("Adam", "keras.src.backend.torch.optimizers.torch_adam", learning_rate=0.001)),
    "dense.h5": made.hdf5(layer("Sequential", None, layers=[layer("Dense", None, units=2)])),
    "weights.h5": made.hdf5(),
    "saved_model.pb": savedmodel(["Placeholder", "MatMul", "StatefulPartitionedCall", "VarHandleOp", "RestoreV2", "Softmax"]),
    "plain.onnx": onnx([("", "Gemm"), ("ai.onnx.ml", "TreeEnsembleClassifier"), ("com.microsoft", "FusedMatMul")]),
    "outer.onnx": onnx([("", "Gemm")], location="weights.bin"),
    "functions.onnx": onnx([("own", "Swish")], functions=block(25, block(1, "Swish") + block(7, block(4, "Mul")) + block(10, "own"))),
    "graph.pb": made.graphdef(["MatMul", "Relu"]),
    "graph.pbtxt": b'node {\n  name: "x"\n  op: "MatMul"\n}\n',
    "keras_metadata.pb": made.keras_metadata(layer("Dense", None, units=1)),
    "fingerprint.pb": made.number(1, 99) + made.number(2, 12345678901) + made.number(3, 7),
    "spiece.model": made.block(1, made.block(1, "<unk>") + made.varint(2 << 3 | 5) + bytes(4) + made.number(3, 2)),
    "variables.data-00000-of-00001": bytes(range(256)),
    "iris.pmml": b'<?xml version="1.0"?>\n<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><Header/></PMML>',
    "weights.pt": made.torch_zip(made.harmless()),
    "script.pt": made.torch_zip(made.harmless(), **{"code/__torch__/M.py": b"def forward(self, x): return torch.add(x, x)\n", "constants.pkl": made.harmless()}),
    "notes.txt": b"I would not (c) run.\nThis is a text about import os.\n",
    "METADATA": b"Name: x\n\nUse it so:\n\nimport x\nx.y()\n",
    "words.txt": b"cat\ndog\nbird\nRabbit\n",
    "debian_version": b"12.9\n",
    "settings.conf": b"[Desktop Entry]\nName=x\n",
    "empty.bin": b"",
}  # fmt: skip
DANGEROUS: dict[str, bytes] = {
    "objects.npy": made.npy_harm(),
    "objects.npz": zipped({"a.npy": made.npy_harm()}),
    "lambda.keras": keras(DENSE, LAMBDA),
    "by_name.keras": keras(CODE_BY_NAME),
    "get_file.keras": keras(layer("function", "keras.utils") | {"config": "get_file"}),
    "system.keras": keras(layer("system", "os")),
    "nested.keras": keras(layer("TimeDistributed", layer=LAMBDA)),
    "torch.keras": keras(layer("TorchModuleWrapper", inner={"x": 1})),
    "vocabulary.keras": keras(layer("StringLookup", vocabulary="/etc/passwd")),
    "lambda.h5": made.hdf5(layer("Sequential", None, layers=[layer("Lambda", None, function=["4wAAAA", None, None], function_type="lambda")])),
    "saved_model.pb": savedmodel(["Placeholder", "PyFunc"]),
    "function.pb": savedmodel(["ReadFile", "WriteFile"], in_function=True),
    "graph.pb": made.graphdef(["MatMul", "PyFunc"]),
    "graph.pbtxt": b'saved_model_schema_version: 1\nmeta_graphs {\n graph_def { node {\n  op: "EagerPyFunc"\n}}}\n',
    "keras_metadata.pb": made.keras_metadata(LAMBDA),
    "app.jar": zipped({"META-INF/MANIFEST.MF": b"x", "m.bin": made.harm()}),
    "outside.onnx": onnx([("", "Gemm")], location="../../etc/passwd"),
    "absolute.onnx": onnx([("", "Gemm")], location="/etc/passwd"),
    "winding_out.onnx": onnx([("", "Gemm")], location="data/../../weights.bin"),
    "python.onnx": onnx([("ai.onnx.contrib", "PyOp")]),
    "xxe.pmml": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><PMML>&x;</PMML>',
    "script.svg": b"<svg><script>alert(1)</script></svg>",
    "utf16.xml": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "http://e">]><r/>'.encode("utf-16"),
    "hydra.yaml": b"model:\n  _target_: os.system\n  command: id\n",
    "hydra.json": json.dumps({"x": [{"_target_": "subprocess.Popen", "args": "id"}]}).encode(),
    "tags.yaml": b"a: !!python/object/apply:os.system ['id']\n",
    "other_repository.json": json.dumps({"auto_map": {"AutoModel": "evil/repo--modeling.Model"}}).encode(),
    "trust.json": json.dumps({"trust_remote_code": True}).encode(),
    "jsonpickle.json": json.dumps({"py/reduce": [{"py/function": "os.system"}]}).encode(),
    "hostile.skops": skops_of(node("system", "os", "FunctionNode")),
    "method.skops": skops_of(node("Popen", "subprocess", "MethodNode", content={"func": "wait", "obj": node("Popen", "subprocess")})),
    "caller.skops": skops_of(node("methodcaller", "operator", "OperatorFuncNode", attrs=node("tuple", "builtins", "TupleNode", content=[]))),
    "hostile.pt": made.torch_zip(made.harm()),
    "script.pt": made.torch_zip(made.harmless(), **{"code/__torch__/M.py": b"ops.aten.from_file('/etc/passwd')", "constants.pkl": made.harmless()}),
    "native.pt2": zipped({"m/archive_format": b"pt2", "m/data/aotinductor/model/x.so": b"\x7fELF" + bytes(60)}),
    "import.py": b"import os\nos.system('true')\n",
    "start.pth": b"import os; os.getcwd()\n",
    **{f"template{i}.jinja": text.encode() for i, text in enumerate(HOSTILE_TEMPLATES)},
    **{f"template{i}.gguf": gguf({"tokenizer.chat_template": text}) for i, text in enumerate(HOSTILE_TEMPLATES)},
    **{f"template{i}.json": json.dumps({"chat_template": text}).encode() for i, text in enumerate(HOSTILE_TEMPLATES)},
}  # fmt: skip
UNKNOWN: dict[str, bytes] = {
    "trailing.safetensors": safetensors({"a": tensor(0, 8)}, bytes(64)),
    "overlap.safetensors": safetensors({"a": tensor(0, 8), "b": tensor(4, 12)}, bytes(12)),
    "gap.safetensors": safetensors({"a": tensor(0, 8), "b": tensor(12, 20)}, bytes(20)),
    "twice.safetensors": safetensors(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', bytes(4)),
    "own.keras": keras(layer("Own", "own.layers", registered="own>Own")),
    "extra.keras": keras(DENSE, **{"evil.txt": b"x"}),
    "custom.pb": savedmodel(["MatMul", "EvilCustomOp"]),
    "custom.onnx": onnx([("evil.domain", "Op")]),
    "winding.onnx": onnx([("", "Gemm")], location="data/../weights.bin"),
    "auto_map.json": json.dumps({"auto_map": {"AutoModel": "modeling.Model"}}).encode(),
    "model_index.json": json.dumps({"unet": ["evil", "UNet"]}).encode(),
    "modules.json": json.dumps([{"type": "own.Module"}]).encode(),
    "extra.skops": made.skops({"a": 1}, **{"x.pkl": made.harmless()}),
    "loader.skops": skops_of(node("dict", "builtins", "EvilNode")),
    "json.skops": skops_of(node("system", "os", "JsonNode", content="1")),
    "deep.skops": skops_of(b'{"content":' * 100_000 + b"1" + b"}" * 100_000),
    "custom.pt": made.torch_zip(made.harmless(), **{"code/M.py": b"ops.evil.op(x)", "constants.pkl": made.harmless()}),
    "entities.xml": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaa">]><r>&a;</r>',
    "calls.jinja": b"{{ evil_function(messages) }}",
    "include.jinja": b"{% include 'x' %}",
    "cut.gguf": gguf({"a": "b"})[:30],
    "page.html": b"<!DOCTYPE html><html><script>x()</script></html>",
    "module.py": b"def f():\n    return 1\n",
    "tool.sh": b"#!/bin/sh\necho\n",
    "m.pyc": b"\xa7\x0d\x0d\x0a" + bytes(12) + b"\xe3",
    "n.ipynb": json.dumps({"cells": [], "nbformat": 4, "metadata": {}}).encode(),
    "machine": b"\x7fELF" + bytes(60),
}  # fmt: skip
NOT_ASSESSED: dict[str, bytes] = {
    "model.rds": __import__("gzip").compress(b"X\n\0\0\0\3\0\0\0\0"),
    "mojo.zip": zipped({"model.ini": b"[info]\n"}),
    "app.jar": zipped({"META-INF/MANIFEST.MF": b"x", "A.class": b"\xca\xfe\xba\xbe"}),
    "what.bin": b"\x00\x01\x02\x03\xff\xfe" * 30,
}


def cases(files: dict[str, bytes], verdict: str) -> list[Any]:
    return [pytest.param(name, content, verdict, id=f"{name} {verdict}") for name, content in files.items()]


@pytest.mark.parametrize(
    ("name", "content", "verdict"),
    cases(KNOWN, "known")
    + cases(DANGEROUS, "dangerous")
    + cases(UNKNOWN, "unknown")
    + cases(NOT_ASSESSED, "not-assessed"),
)
def test_verdict(tmp_path: Path, name: str, content: bytes, verdict: str) -> None:
    (tmp_path / name).write_bytes(content)
    found = inspect(tmp_path / name)
    assert found.verdict == verdict, found
    assert all(row.why for row in found), found


@pytest.mark.parametrize("name", ["model.txt", "model.jpg", "MODEL"])
@pytest.mark.parametrize(
    "of",
    ["lambda.keras", "saved_model.pb", "outside.onnx", "template0.gguf", "hostile.skops", "hostile.pt", "objects.npy"],
)
def test_names_do_not_matter(tmp_path: Path, of: str, name: str) -> None:
    (tmp_path / name).write_bytes(DANGEROUS[of])
    assert inspect(tmp_path / name).verdict == "dangerous"


def test_real_onnx(tmp_path: Path) -> None:
    helper = pytest.importorskip("onnx").helper
    value = partial(helper.make_tensor_value_info, elem_type=1, shape=[1])
    node = helper.make_node("Relu", ["x"], ["y"])
    model = helper.make_model(helper.make_graph([node], "g", [value("x")], [value("y")]))
    (tmp_path / "m.onnx").write_bytes(model.SerializeToString())
    (row,) = inspect(tmp_path / "m.onnx")
    assert (row.format, row.verdict) == ("onnx", "known")


def test_real_skops(tmp_path: Path) -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression()).fit([[0.0], [1.0]], [0, 1])
    (tmp_path / "m.skops").write_bytes(made.skops(model))
    found = inspect(tmp_path / "m.skops")
    assert found.verdict == "known" and "sklearn.pipeline.Pipeline" in [name.name for name in found.found[0].names]


@pytest.mark.parametrize("size", [128, 384, 1408, 0x280080])
def test_a_safetensors_header_of_a_length_that_starts_as_a_pickle_does(tmp_path: Path, size: int) -> None:
    header = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'.ljust(size)
    (tmp_path / "w.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    [row] = inspect(tmp_path / "w.safetensors")
    assert (row.format, row.verdict) == ("safetensors", Verdict.KNOWN)
