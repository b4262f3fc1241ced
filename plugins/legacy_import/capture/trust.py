"""Whose certificates are believed, and why one was not."""

import os
import ssl

import httpx

from legacy_import.errors import CaptureError

__all__ = ["certificate_refusal", "encryption_problem", "trusted"]

# What OpenSSL reads too, so that one setting serves every tool on the machine.
_OWN_FILE, _OWN_FOLDER = "SSL_CERT_FILE", "SSL_CERT_DIR"
# OpenSSL's X509_V_ERR_… numbers (x509_vfy.h); they do not change.
_WHY = {
    9: "its certificate is not valid yet",
    10: "its certificate has expired",
    18: "its certificate is signed by itself, so nobody vouches for it",
    19: "its certificate is signed by an authority that this machine does not know",
    20: "its certificate is signed by an authority that this machine does not know",
    21: "its certificate is signed by an authority that this machine does not know",
    23: "its certificate was withdrawn",
    62: "its certificate is for another host's name",
    64: "its certificate is for another address",
}
_UNKNOWN_SIGNER = (18, 19, 20, 21)


def trusted() -> ssl.SSLContext:
    """What an https connection is held to: the certificates that come with us, or the person's own instead.

    Host name and date are always checked, and nothing older than TLS 1.2 is spoken. No other variable of the
    environment is read: a proxy would be asked in place of the address that was checked.
    """
    file, folder = os.environ.get(_OWN_FILE), os.environ.get(_OWN_FOLDER)
    if not file and not folder:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=file or None, capath=folder or None)
    except (OSError, ValueError):
        named = f"{_OWN_FILE}={file}" if file else f"{_OWN_FOLDER}={folder}"
        raise CaptureError(
            f"{named} names no certificates that can be read, so no https address can be asked.",
            fix="let it name a PEM file of the authorities to trust, or unset it",
            code="certificate",
        ) from None


def certificate_refusal(address: str, error: BaseException) -> CaptureError | None:
    """Why a host's certificate was not believed, as a refusal; None where that was not the reason."""
    cause = _ssl_error(error)
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return None
    by_hand = "open the page in a browser, judge for yourself, save it there and import the folder"
    why = _WHY.get(cause.verify_code, f"its certificate is not in order ({cause.verify_message})")
    own = f"; if you trust who signed it, name their certificate: {_OWN_FILE}=authority.pem"
    fix = by_hand + (own if cause.verify_code in _UNKNOWN_SIGNER else "")
    return CaptureError(f"{address} was not fetched: {why}.", fix=fix, code="certificate")


def encryption_problem(error: BaseException) -> str | None:
    """What went wrong in an encrypted connection, in words; None where encryption was not the reason."""
    cause = _ssl_error(error)
    if cause is None:
        return None
    reason = (cause.reason or "it broke off").replace("_", " ").lower()
    return f"no encrypted connection (TLS 1.2 or newer): {reason}"


def _ssl_error(error: BaseException) -> ssl.SSLError | None:
    """The encryption's own error; httpcore cuts the chain of causes, but keeps what `sockets` handed over."""
    return next((each for each in (error, *error.args) if isinstance(each, ssl.SSLError)), None)
