"""The certificates and keys of a cluster, made anew at each start."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .place import write_private

__all__ = ["Authority", "Pair", "write_service_account_keys"]

_LIFETIME = dt.timedelta(days=365)
_CLOCK_TOLERANCE = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key, as files that only root can read."""

    certificate: Path
    key: Path


class Authority:
    """The one certificate authority of a cluster: it signs for servers and for clients."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("slipway-test-cluster", None)
        builder = _builder(self._name, self._key).issuer_name(self._name)
        certificate = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(
            self._key, hashes.SHA256()
        )
        self.pair = _write(folder, "authority", certificate, self._key)

    def issue(
        self,
        file_name: str,
        common_name: str,
        organization: str | None = None,
        *,
        names: Sequence[str] = (),
        addresses: Sequence[str] = (),
    ) -> Pair:
        """Sign a certificate for Kubernetes user `common_name` of group `organization`, or a server's `names`."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_name(common_name, organization), key).issuer_name(self._name)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(usage, critical=False)
        alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
        alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
        if alternatives:
            builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        return _write(self._folder, file_name, builder.sign(self._key, hashes.SHA256()), key)


def write_service_account_keys(folder: Path) -> Path:
    """Write the key that signs service account tokens; the API server takes the public part from it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = folder / "service-accounts.key"
    write_private(path, _key_text(key))
    return path


def _name(common_name: str, organization: str | None) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organization:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(attributes)


def _builder(subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_TOLERANCE)
        .not_valid_after(now + _LIFETIME)
    )


def _write(folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    pair = Pair(folder / f"{name}.crt", folder / f"{name}.key")
    write_private(pair.certificate, certificate.public_bytes(serialization.Encoding.PEM).decode())
    write_private(pair.key, _key_text(key))
    return pair


def _key_text(key: CertificateIssuerPrivateKeyTypes) -> str:
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return encoded.decode()
