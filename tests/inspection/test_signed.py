"""Folders that are really signed: by model-signing 1.1.1 once, and here with keys and certificates made on the spot."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from aispm_nb.inspection.inspector import inspect
from aispm_nb.inspection.signed import rows
from aispm_nb.inspection.signers import signer
from aispm_nb.inspection.verdict import Inspected, Verdict
from aispm_nb.vocabulary import UsageError

FILES = {"MLmodel": b"flavors: {}\n", "data/model.pkl": b"N."}
# Made by model_signing.signing.Config().use_elliptic_key_signer(…).sign(…), version 1.1.1, over FILES.
THEIRS = '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"hint":"3c01c96793685ed03b68e9c6924908fa9dbdf60f46353b286450c1898be96305"},"tlogEntries":[]},"dsseEnvelope":{"payload":"ewogICJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwKICAic3ViamVjdCI6IFsKICAgIHsKICAgICAgIm5hbWUiOiAibSIsCiAgICAgICJkaWdlc3QiOiB7CiAgICAgICAgInNoYTI1NiI6ICI5NDcxMTY1ZGI3NTk0NWViOGU3ZGQyNDI1ZmQyMWIzNDRkNmJlZWM1ZmU3NjdmNGFlNzRkOTM0OTBlN2ZlMzBiIgogICAgICB9CiAgICB9CiAgXSwKICAicHJlZGljYXRlVHlwZSI6ICJodHRwczovL21vZGVsX3NpZ25pbmcvc2lnbmF0dXJlL3YxLjAiLAogICJwcmVkaWNhdGUiOiB7CiAgICAicmVzb3VyY2VzIjogWwogICAgICB7CiAgICAgICAgIm5hbWUiOiAiTUxtb2RlbCIsCiAgICAgICAgImFsZ29yaXRobSI6ICJzaGEyNTYiLAogICAgICAgICJkaWdlc3QiOiAiN2Y4ZjRhODc5ZWVmYjNmOWZlZDljNmFmNDA3N2M5YWNiMGRiMDY2YjI5MDZkNjU3MGM0MjkxMzQ3ODY4NmIwZiIKICAgICAgfSwKICAgICAgewogICAgICAgICJuYW1lIjogImRhdGEvbW9kZWwucGtsIiwKICAgICAgICAiYWxnb3JpdGhtIjogInNoYTI1NiIsCiAgICAgICAgImRpZ2VzdCI6ICI4YjE2NjNkYTU3NmUzNTc4ZmQ5ZTkzZTY0MDgxZjI0MjgyYWYwYmMzZTA4YjNkM2M4ZTI4OGMyNjc0MWZhYTRkIgogICAgICB9CiAgICBdLAogICAgInNlcmlhbGl6YXRpb24iOiB7CiAgICAgICJpZ25vcmVfcGF0aHMiOiBbCiAgICAgICAgIi5naXRpZ25vcmUiLAogICAgICAgICIuZ2l0IiwKICAgICAgICAiLmdpdGF0dHJpYnV0ZXMiLAogICAgICAgICIuZ2l0aHViIgogICAgICBdLAogICAgICAibWV0aG9kIjogImZpbGVzIiwKICAgICAgImhhc2hfdHlwZSI6ICJzaGEyNTYiLAogICAgICAiYWxsb3dfc3ltbGlua3MiOiBmYWxzZQogICAgfQogIH0KfQ==","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"MEQCIG2L84l0s2SK27M4wx8J1KK8A6nVEsgvyIl3x00VQN+aAiAV9VpjAfToKcWLi6d1DMSOdxfCQmEdjFbbMXtt6wfU+g==","keyid":""}]}}'
THEIR_KEY = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjQh5nq5aNzJy8rXFBlgN0v+e9uwJ
FhB0zBdeNF8DBE0zr9MEYQTDXMOqIAZtMYrQuSYnD8onw9s+rZ7X8jZMUw==
-----END PUBLIC KEY-----
"""
Made = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]
KEY = ec.generate_private_key(ec.SECP384R1())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "model"
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def pem(path: Path, key: Any = KEY) -> Path:
    path.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


def sign(root: Path, key: ec.EllipticCurvePrivateKey = KEY, material: dict[str, Any] | None = None,
         change: Callable[[dict[str, Any]], object] = lambda statement: None, sharded: int = 0, algorithm: str = "sha256") -> None:  # fmt: skip
    kinds = {"blake2b": hashlib.blake2b, "sha256": hashlib.sha256}
    resources, whole = [], hashlib.sha256()
    for name in sorted(
        each.relative_to(root).as_posix() for each in root.rglob("*") if each.is_file() and each.name != "model.sig"
    ):
        content = (root / name).read_bytes()
        for at in range(0, len(content), sharded or len(content)):
            stop = min(at + (sharded or len(content)), len(content))
            digest = kinds.get(algorithm, hashlib.sha256)(content[at:stop])
            whole.update(digest.digest())
            shown = f"{name}:{at}:{stop}" if sharded else name
            resources.append({"name": shown, "algorithm": algorithm, "digest": digest.hexdigest()})
    method = {"method": "shards" if sharded else "files", "ignore_paths": ["notes"]}
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "model", "digest": {"sha256": whole.hexdigest()}}],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": {"resources": resources, "serialization": method},
    }
    change(statement)
    kind, payload = b"application/vnd.in-toto+json", json.dumps(statement).encode()
    signed = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    digest_of = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}[key.key_size]
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": material or {"publicKey": {"hint": ""}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": kind.decode(),
            "signatures": [{"sig": base64.b64encode(key.sign(signed, ec.ECDSA(digest_of))).decode(), "keyid": ""}],
        },
    }
    (root / "model.sig").write_text(json.dumps(bundle))


def said(root: Path, who: Path | None = None) -> Inspected:
    (row,) = [row for row in inspect(root, signer=who) if row.format == "signature"]
    return row


def test_theirs(folder: Path, tmp_path: Path) -> None:
    (folder / "model.sig").write_text(THEIRS)
    (tmp_path / "key.pem").write_text(THEIR_KEY)
    assert said(folder).verdict is Verdict.KNOWN and "by whom is not known" in said(folder).why
    assert (
        said(folder, tmp_path / "key.pem").why == "all 2 files are those that were signed, by the signer that was given"
    )
    assert said(folder, pem(tmp_path / "other.pem")).verdict is Verdict.DANGEROUS


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
@pytest.mark.parametrize("how", [{}, {"sharded": 1}, {"sharded": 5}, {"algorithm": "blake2b"}])
def test_as_signed(folder: Path, tmp_path: Path, curve: ec.EllipticCurve, how: dict[str, Any]) -> None:
    key = ec.generate_private_key(curve)
    sign(folder, key, **how)
    assert "by the signer that was given" in said(folder, pem(tmp_path / "key.pem", key)).why
    assert said(folder).verdict is Verdict.KNOWN
    (folder / "registered_model_meta").write_text("model_name: m")  # written by MLflow when it fetches a model
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("x")
    (folder / "notes").write_text("x")
    assert said(folder).verdict is Verdict.KNOWN


@pytest.mark.parametrize("how", [{}, {"sharded": 1}, {"algorithm": "blake2b"}])
@pytest.mark.parametrize(
    ("change", "verdict", "why"),
    [
        (lambda root: (root / "data/model.pkl").write_bytes(b"I1\n."), Verdict.DANGEROUS, "data/model.pkl changed since"),
        (lambda root: (root / "data/model.pkl").write_bytes(b"N.\0"), Verdict.DANGEROUS, "data/model.pkl changed since"),
        (lambda root: (root / "data/model.pkl").write_bytes(b"N"), Verdict.DANGEROUS, "data/model.pkl changed since"),
        (lambda root: (root / "data/model.pkl").unlink(), Verdict.UNKNOWN, "data/model.pkl was signed and is not there"),
        (lambda root: (root / "data/x.py").write_text("x"), Verdict.UNKNOWN, "data/x.py is there and was not signed"),
        (lambda root: (root / "link").symlink_to("MLmodel"), Verdict.UNKNOWN, "link is there and was not signed"),
    ],
)  # fmt: skip
def test_not_as_signed(
    folder: Path, tmp_path: Path, how: dict[str, Any], change: Callable[[Path], object], verdict: Verdict, why: str
) -> None:
    sign(folder, **how)
    change(folder)
    for who in (None, pem(tmp_path / "key.pem")):
        assert said(folder, who).verdict is verdict and why in said(folder, who).why


def test_a_link_in_place_of_a_file_is_not_followed(folder: Path, tmp_path: Path) -> None:
    sign(folder)
    (tmp_path / "same").write_bytes(FILES["data/model.pkl"])
    (folder / "data/model.pkl").unlink()
    (folder / "data/model.pkl").symlink_to(tmp_path / "same")
    assert said(folder).verdict is Verdict.NOT_ASSESSED


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s["subject"][0]["digest"].update(sha256="00"),
        lambda s: s["predicate"]["resources"].append({"name": "x", "algorithm": "sha256", "digest": "00"}),
        lambda s: s["predicate"]["resources"][0].update(digest="no hex"),
        lambda s: s["predicate"]["resources"][0].update(name=1, digest=[]),
        lambda s: s.update(subject=[]),
        lambda s: s.update(predicate=None),
        lambda s: s.update(predicateType="https://slsa.dev/provenance/v1"),
    ],
)
def test_what_cannot_be_read_is_unknown(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    sign(folder, change=change)
    assert said(folder).verdict is Verdict.UNKNOWN and "cannot be read" in said(folder).why


def test_a_forged_list_needs_the_key(folder: Path, tmp_path: Path) -> None:
    """Who swaps the files and writes a new list passes without a key, and says so; with one they do not."""
    (folder / "data/model.pkl").write_bytes(b"I1\n.")
    sign(folder, ec.generate_private_key(ec.SECP256R1()))
    assert "by whom is not known" in said(folder).why
    assert said(folder, pem(tmp_path / "key.pem")).verdict is Verdict.DANGEROUS


def test_other_hashes_and_other_signatures(folder: Path) -> None:
    sign(folder, algorithm="blake3")
    assert said(folder).verdict is Verdict.NOT_ASSESSED and "blake3" in said(folder).why
    for content in ("-----BEGIN PGP SIGNATURE-----", "{}", "[1]", "\0"):
        (folder / "model.sig").write_text(content)
        assert not [row for row in inspect(folder) if row.format == "signature"]


def certificate(
    name: str, by: Made | None = None, ca: bool = True, fulcio: bool = False, signs: bool = True, code: bool = False
) -> Made:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(signs, False, False, False, False, ca, ca, False, False)
    made = x509.CertificateBuilder(by[1].subject if by else own, own, key.public_key(), x509.random_serial_number(),
                                   now - timedelta(days=1), now + timedelta(days=9))  # fmt: skip
    made = made.add_extension(x509.BasicConstraints(ca, None), True).add_extension(usage, True)
    if fulcio:
        made = made.add_extension(
            x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1"), b"x"), False
        )
    if code:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False)
    return key, made.sign(by[0] if by else key, hashes.SHA256())


def chained(*made: Made) -> dict[str, Any]:
    raw = [base64.b64encode(each[1].public_bytes(Encoding.DER)).decode() for each in made]
    return {"x509CertificateChain": {"certificates": [{"rawBytes": each} for each in raw]}}


ROOT = certificate("root")
MIDDLE = certificate("middle", ROOT)
LEAF = certificate("leaf", MIDDLE, ca=False)
STRANGER = certificate("root")  # the same name, another key
FOR_CODE = certificate("code", MIDDLE, ca=False, signs=False, code=True)
NO_AUTHORITY = certificate("x", certificate("y", ROOT, ca=False), ca=False)


@pytest.mark.parametrize(
    ("by", "material", "given", "verdict"),
    [
        (LEAF, chained(LEAF, MIDDLE), ROOT, Verdict.KNOWN),
        (LEAF, chained(LEAF, MIDDLE, ROOT), ROOT, Verdict.KNOWN),
        (LEAF, chained(LEAF), LEAF, Verdict.KNOWN),
        (FOR_CODE, chained(FOR_CODE, MIDDLE), ROOT, Verdict.KNOWN),
        (LEAF, chained(LEAF, MIDDLE, ROOT), STRANGER, Verdict.DANGEROUS),
        (LEAF, chained(LEAF), ROOT, Verdict.DANGEROUS),
        (STRANGER, chained(LEAF, MIDDLE), ROOT, Verdict.DANGEROUS),  # another's certificate beside one's own signature
        (STRANGER, chained(STRANGER), ROOT, Verdict.DANGEROUS),
        (NO_AUTHORITY, chained(NO_AUTHORITY), ROOT, Verdict.DANGEROUS),
        (LEAF, None, ROOT, Verdict.DANGEROUS),
    ],
)
def test_certificates(
    folder: Path, tmp_path: Path, by: Made, material: dict[str, Any], given: Made, verdict: Verdict
) -> None:
    sign(folder, by[0], material)
    (tmp_path / "ca.pem").write_bytes(given[1].public_bytes(Encoding.PEM))
    assert said(folder, tmp_path / "ca.pem").verdict is verdict
    assert said(folder).verdict is Verdict.KNOWN


def test_who_may_not_vouch_or_sign(folder: Path, tmp_path: Path) -> None:
    no_ca = certificate("y", ROOT, ca=False)
    under = certificate("x", no_ca, ca=False)
    mute = certificate("z", ROOT, ca=False, signs=False)
    (tmp_path / "ca.pem").write_bytes(ROOT[1].public_bytes(Encoding.PEM))
    for by, chain in ((under, chained(under, no_ca)), (mute, chained(mute))):
        sign(folder, by[0], chain)
        assert said(folder, tmp_path / "ca.pem").verdict is Verdict.DANGEROUS


def test_keyless_is_not_assessed_with_a_certificate(folder: Path, tmp_path: Path) -> None:
    """Sigstore's own authority vouches for everybody who has an e-mail address: the name would have to be checked."""
    anybody = certificate("anybody", ROOT, ca=False, fulcio=True)
    (tmp_path / "ca.pem").write_bytes(ROOT[1].public_bytes(Encoding.PEM))
    raw = {"rawBytes": base64.b64encode(anybody[1].public_bytes(Encoding.DER)).decode()}
    for material in ({"certificate": raw, "tlogEntries": [{}]}, chained(anybody)):
        sign(folder, anybody[0], material)
        assert said(folder, tmp_path / "ca.pem").verdict is Verdict.NOT_ASSESSED


def test_a_signer_that_is_none(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("x")
    for path in (
        tmp_path / "x.pem",
        tmp_path / "nowhere.pem",
        pem(tmp_path / "ed.pem", ed25519.Ed25519PrivateKey.generate()),
    ):
        with pytest.raises(UsageError):
            inspect(folder, signer=path)


def test_too_slow_is_not_assessed(folder: Path) -> None:
    sign(folder)
    row = next(row for row in inspect(folder, seconds=-1) if row.format == "signature")
    assert row.verdict is Verdict.NOT_ASSESSED


def test_damaged_signatures(folder: Path, tmp_path: Path) -> None:
    """The bundle and the statement inside it, damaged 600 times each: always an answer."""
    sign(folder, LEAF[0], chained(LEAF, MIDDLE))
    (tmp_path / "ca.pem").write_bytes(ROOT[1].public_bytes(Encoding.PEM))
    who, rng = signer(tmp_path / "ca.pem"), random.Random(0)
    bundle = json.loads((folder / "model.sig").read_text())
    payload = base64.b64decode(bundle["dsseEnvelope"]["payload"])

    def damaged(content: bytes) -> bytes:
        at = rng.randrange(len(content))
        made = rng.choice((b"", b"0", b"null", b"[]", b'"', b"-1", b"{}", b"\xff", b"\0", rng.randbytes(3)))
        return content[:at] + made + content[at + rng.randrange(20) :]

    for _ in range(600):
        (folder / "model.sig").write_bytes(damaged(json.dumps(bundle).encode()))
        assert len(list(rows(folder, who))) <= 1
        changed = damaged(payload)
        inner = {**bundle["dsseEnvelope"], "payload": base64.b64encode(changed).decode()}
        (folder / "model.sig").write_text(json.dumps({**bundle, "dsseEnvelope": inner}))
        (row,) = rows(folder, who)
        assert (row.verdict is Verdict.KNOWN) == (changed == payload)
