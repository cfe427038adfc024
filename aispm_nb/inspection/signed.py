"""OpenSSF model signatures: whether the files of a folder are those that were signed, and by whom.

A signature is a Sigstore bundle over an in-toto statement that lists the files with their digests. Without a signer's key
the list can still be held against the files: who swapped one and left the signature alone is found.

Sources: model-signing 1.1 (_signing/signing.py: the payload; manifest.py: files and shards), Sigstore bundle 0.3.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import json_text, views
from .budget import SECONDS, Budget, Exhausted
from .magic import SIGNATURES
from .signers import PAYLOAD_TYPE, CannotTell, NotTheirs, Signer, verify
from .verdict import Inspected, Verdict

FORMAT = "signature"
MOST_BYTES = 8 << 20
MOST_FILES = 5_000
SHOWN = 3
PREDICATE = "https://model_signing/signature/v1.0"
# MLflow writes it beside a model that it fetches from a registry: the model's name and version, nothing that is loaded.
WRITTEN_LATER = frozenset({"registered_model_meta"})
_CHUNK = 4 << 20
_ODD = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


@dataclass(frozen=True)
class Signed:
    """What was signed: ``items`` are (file, start, end or None, algorithm, digest)."""

    items: tuple[tuple[str, int, int | None, str, str], ...]
    ignored: tuple[str, ...]
    payload: bytes
    signature: bytes
    chain: tuple[bytes, ...]
    keyless: bool


def rows(root: Path, who: Signer | None = None, digests: Mapping[str, str] | None = None, seconds: float = SECONDS) -> Iterator[Inspected]:  # fmt: skip
    """A row for each model signature that lies at the top of a folder.

    Parameters
    ----------
    who : who should have signed; without, only the files are held to the list.
    digests : SHA-256 of files that need not be read again.
    """
    try:
        names = sorted(name for name in os.listdir(root) if name.lower().endswith(SIGNATURES))  # noqa: PTH208 - names alone are wanted, of folders with many files
    except OSError:
        return
    for name in names:
        content = views.head(root / name, MOST_BYTES + 1)
        try:
            signed = _read(content)
        except _ODD as error:
            yield Inspected(name, FORMAT, Verdict.UNKNOWN, why=f"a signature that cannot be read ({str(error)[:120]}): ask for another", size=len(content))  # fmt: skip
            continue
        if signed:
            yield _held(name, signed, root, who, digests or {}, seconds)


def _read(content: bytes) -> Signed | None:
    """The signature in a file; None when it is of another kind, which somebody else verifies."""
    try:
        bundle = json_text.load(content, MOST_BYTES)
    except json_text.Unreadable:
        return None
    if not isinstance(bundle, dict) or "dsseEnvelope" not in bundle:
        return None
    envelope, material = bundle["dsseEnvelope"], bundle.get("verificationMaterial") or {}
    payload = base64.b64decode(envelope["payload"], validate=True)
    (signature,) = envelope["signatures"]
    statement = json.loads(payload)
    if envelope["payloadType"] != PAYLOAD_TYPE or statement["predicateType"] != PREDICATE:
        raise ValueError("it signs something else than a model's files, or is older than version 1.0")
    predicate = statement["predicate"]
    sharded = predicate["serialization"]["method"] == "shards"
    items = tuple(_item(each, sharded) for each in predicate["resources"])
    ((subject),) = statement["subject"]
    if subject["digest"]["sha256"] != hashlib.sha256(bytes.fromhex("".join(item[4] for item in items))).hexdigest():
        raise ValueError("its list of files does not fit its own digest")
    own = material.get("certificate")
    listed = [own] if own else (material.get("x509CertificateChain") or {}).get("certificates") or []
    return Signed(
        items,
        tuple(str(each).strip("/") for each in predicate["serialization"].get("ignore_paths") or ()),
        payload,
        base64.b64decode(signature["sig"], validate=True),
        tuple(base64.b64decode(each["rawBytes"], validate=True) for each in listed),
        bool(own or material.get("tlogEntries")),
    )


def _item(resource: dict[str, Any], sharded: bool) -> tuple[str, int, int | None, str, str]:
    name, algorithm, digest = resource["name"], resource["algorithm"].lower(), resource["digest"].lower()
    bytes.fromhex(digest)
    if not sharded:
        return name, 0, None, algorithm, digest
    path, start, end = name.rsplit(":", 2)
    if not 0 <= int(start) <= int(end):
        raise ValueError("a piece of a file ends before it starts")
    return path, int(start), int(end), algorithm, digest


def _held(name: str, signed: Signed, root: Path, who: Signer | None, digests: Mapping[str, str], seconds: float) -> Inspected:  # fmt: skip
    there = dict(_files(root))
    listed = {item[0] for item in signed.items}
    told: list[tuple[Verdict, str]] = [_by(who, signed)] if who else []
    try:
        changed = _changed(signed, there, digests, seconds)
        told += [(Verdict.DANGEROUS, f"the files are not those that were signed: {_some(changed)} changed since")] * bool(changed)  # fmt: skip
    except (Exhausted, CannotTell, OSError) as error:
        told.append((Verdict.NOT_ASSESSED, f"its files are not all compared: {error}; verify it with model_signing"))
    missing = sorted(listed - there.keys())
    told += [(Verdict.UNKNOWN, f"{_some(missing)} was signed and is not there")] * bool(missing)
    besides = sorted(
        each for each in there.keys() - listed - {name} - WRITTEN_LATER
        if not each.startswith((".git/", ".github/")) and each not in (".gitignore", ".gitattributes")
        and not any(each == path or each.startswith(f"{path}/") for path in signed.ignored)
    )  # fmt: skip
    told += [(Verdict.UNKNOWN, f"{_some(besides)} is there and was not signed")] * bool(besides)
    told.sort(key=lambda each: each[0].rank)
    good = f"all {len(listed):,} files are those that were signed"
    if not told:
        told = [(Verdict.KNOWN, f"{good}; by whom is not known: give the key or certificate of who should have")]
    elif told[0][0] is Verdict.KNOWN:
        told = [(Verdict.KNOWN, f"{good}, {told[0][1]}")]
    why = "; ".join(text for verdict, text in told if verdict is not Verdict.KNOWN or len(told) == 1)
    return Inspected(name, FORMAT, told[0][0], why=why[:1000], details=tuple(text[:1000] for _, text in told))


def _by(who: Signer, signed: Signed) -> tuple[Verdict, str]:
    try:
        verify(who, signed.payload, signed.signature, signed.chain, signed.keyless)
    except NotTheirs as error:
        return Verdict.DANGEROUS, str(error)
    except CannotTell as error:
        return Verdict.NOT_ASSESSED, str(error)
    return Verdict.KNOWN, "by the signer that was given"


def _changed(signed: Signed, there: Mapping[str, str], digests: Mapping[str, str], seconds: float) -> list[str]:
    changed: dict[str, None] = {}
    reach: dict[str, int] = {}
    for name, start, end, algorithm, digest in signed.items:
        if name not in there:
            continue
        if end is None and algorithm == "sha256" and name in digests:
            if digests[name] != digest:
                changed[name] = None
            continue
        with views.opened(there[name]) as view:
            gap = start > reach.get(name, 0) or (end is not None and end > len(view))
            reach[name] = max(reach.get(name, 0), len(view) if end is None else end)
            if gap or _digest(view[start:end], algorithm, Budget(seconds)) != digest:
                changed[name] = None
    for name, stop in reach.items():
        if stop < Path(there[name]).lstat().st_size:  # what stands behind the last shard was not signed
            changed[name] = None
    return list(changed)


def _digest(view: memoryview, algorithm: str, budget: Budget) -> str:
    kinds = {"sha256": "sha256", "blake2": "blake2b", "blake2b": "blake2b"}
    if algorithm not in kinds:
        raise CannotTell(f"they are hashed by {algorithm[:40]}, which is not known here")
    made = hashlib.new(kinds[algorithm])
    for at in range(0, len(view), _CHUNK):
        made.update(view[at : at + _CHUNK])
        budget.tick()
    return made.hexdigest()


def _files(root: Path) -> Iterator[tuple[str, str]]:
    """Names and paths of what lies in the folder; links are named, too, and never followed."""
    for folder, folders, names in os.walk(root, followlinks=False):
        folders.sort()
        for name in names[:MOST_FILES]:
            path = Path(folder) / name
            yield path.relative_to(root).as_posix(), str(path)


def _some(names: list[str]) -> str:
    """Names for a sentence, which any terminal can show."""
    shown = ", ".join("".join(c if c.isprintable() else "\ufffd" for c in name)[:120] for name in names[:SHOWN])
    return shown + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")
