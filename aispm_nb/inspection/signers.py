"""Whose signature it is: the key or the certificate that the user gives decides, never anything that lies beside the model.

Sources: DSSE 1.0 (protocol.md, PAE); model-signing 1.1 (sign_ec_key, sign_certificate): ECDSA over P-256, P-384 or P-521
with the digest of that size, and certificates as of the first second of the signer's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..vocabulary import UsageError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

PAYLOAD_TYPE = "application/vnd.in-toto+json"
_FULCIO = "1.3.6.1.4.1.57264.1."  # extensions of certificates that anybody with an e-mail address is given


class NotTheirs(Exception):
    """The message says why a signature is not of the signer that was given."""


class CannotTell(Exception):
    """The message says why that cannot be told here."""


@dataclass(frozen=True)
class Signer:
    """Who should have signed: public keys, and certificates that vouch for others'."""

    keys: tuple[ec.EllipticCurvePublicKey, ...]
    certificates: tuple[x509.Certificate, ...]


def signer(path: str | Path) -> Signer:
    """The public key or the certificates in a PEM file.

    Raises
    ------
    UsageError : it cannot be read, or holds neither.
    """
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
    except ImportError as error:
        raise UsageError("install cryptography to verify who signed a model") from error
    try:
        content = Path(path).read_bytes()
        if b"BEGIN CERTIFICATE" in content:
            return Signer((), tuple(x509.load_pem_x509_certificates(content)))
        key = load_pem_public_key(content)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} holds no public key or certificate in PEM: {str(error)[:160]}; give the signer's"
        ) from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise UsageError(
            f"{path} holds a key that does not sign models; expected one of the curve P-256, P-384 or P-521"
        )
    return Signer((key,), ())


def verify(who: Signer, payload: bytes, signature: bytes, chain: tuple[bytes, ...], keyless: bool) -> None:
    """Whether ``payload`` was signed by ``who``; ``chain`` are the certificates that the signature brings, its own first.

    Raises
    ------
    NotTheirs, CannotTell
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    keys = who.keys or (_certified(who, chain, keyless),)
    digests = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}
    signed = b"DSSEv1 %d %b %d %b" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)
    for key in keys:
        if key.key_size not in digests:
            raise CannotTell(f"its key is of the curve {key.curve.name}, which signs no models")
        try:
            key.verify(signature, signed, ec.ECDSA(digests[key.key_size]))
        except InvalidSignature as error:
            raise NotTheirs("it was not made with the key of the signer that was given") from error


def _certified(who: Signer, chain: tuple[bytes, ...], keyless: bool) -> ec.EllipticCurvePublicKey:
    """The key of the signature's own certificate, once one of those given vouches for it."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509 import verification

    if not hasattr(verification, "ExtensionPolicy"):
        raise CannotTell("who vouches for its certificate is told with cryptography 45 or later")
    if not chain:
        raise NotTheirs("it brings no certificate, and one was given to hold it to; give the signer's key")
    try:
        own, *others = (x509.load_der_x509_certificate(each) for each in chain)
        fulcio = any(each.oid.dotted_string.startswith(_FULCIO) for each in own.extensions)
    except ValueError as error:
        raise NotTheirs("its certificate cannot be read") from error
    if keyless or fulcio:  # whoever vouches for these vouches for everybody: the name in them is what counts
        raise CannotTell(
            "it was signed by way of Sigstore; verify it with `model_signing verify sigstore --identity …`"
        )
    if own not in who.certificates:
        any_ = verification.ExtensionPolicy.permit_all()
        policy = verification.PolicyBuilder().store(verification.Store(list(who.certificates)))
        policy = policy.time(own.not_valid_before_utc).extension_policies(
            ca_policy=any_.require_present(x509.BasicConstraints, verification.Criticality.AGNOSTIC, _is_authority),
            ee_policy=any_.may_be_present(x509.KeyUsage, verification.Criticality.AGNOSTIC, _may_sign),
        )
        try:
            policy.build_client_verifier().verify(own, others)
        except (verification.VerificationError, ValueError) as error:
            raise NotTheirs(f"none of the certificates given vouches for its own ({str(error)[:120]})") from error
    key = own.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise CannotTell("its certificate is for a key that signs no models")
    return key


def _is_authority(policy: object, certificate: object, extension: x509.BasicConstraints) -> None:
    if not extension.ca:
        raise ValueError("a certificate vouches that may not")


def _may_sign(policy: object, certificate: x509.Certificate, extension: x509.KeyUsage | None) -> None:
    from cryptography.x509 import ExtendedKeyUsage, ExtensionNotFound
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        uses = list(certificate.extensions.get_extension_for_class(ExtendedKeyUsage).value)
    except ExtensionNotFound:
        uses = []
    if not (extension and extension.digital_signature) and ExtendedKeyUsageOID.CODE_SIGNING not in uses:
        raise ValueError("its certificate may not sign")
