"""What a certificate, or the refusal of one, means. Pure functions."""

from __future__ import annotations

import ssl
from typing import Final

from vicidash.diagnosis.report import Finding, Status
from vicidash.words import plural

SOON: Final = 21
"""Days: three weeks before its end, whoever renews it by hand should begin."""
_DAY: Final = 86_400

# verify codes of OpenSSL (x509_vfy.h), which Python passes on as they are
_NOT_YET: Final = 9
_EXPIRED: Final = 10
_SELF_SIGNED: Final = (18, 19)
_OTHER_NAME: Final = (62, 64)


def days_left(not_after: str, now: float) -> int:
    """Whole days until ``Jan  5 09:34:43 2027 GMT``, as certificates write it; negative: gone."""
    return int((ssl.cert_time_to_seconds(not_after) - now) // _DAY)


def valid(not_after: str, now: float) -> Finding:
    """A certificate that was accepted, by how long it still will be."""
    left = days_left(not_after, now)
    detail = f"the certificate is valid for {plural(left, 'more day')}"
    if left >= SOON:
        return Finding(Status.OK, detail)
    return Finding(Status.WARN, detail, "Have the dialer's certificate renewed before it ends")


def refused(code: int, words: str, host: str) -> Finding:
    """A certificate that was not accepted: OpenSSL's verify code and words."""
    if code == _EXPIRED:
        return Finding(
            Status.FAIL,
            "the certificate has expired",
            "Have the dialer's certificate renewed; until then nothing is sent",
        )
    if code == _NOT_YET:
        return Finding(
            Status.FAIL,
            "the certificate is not valid yet",
            "Check this machine's clock, and that the dialer has the right certificate",
        )
    if code in _OTHER_NAME:
        return Finding(
            Status.FAIL,
            f"the certificate is not for {host}",
            "Set url to a name that the certificate has, or have it issued for this one",
        )
    kind = "signed by itself" if code in _SELF_SIGNED else words
    return Finding(
        Status.FAIL,
        f"the certificate is not trusted here ({kind})",
        "Set ca_file to the certificate of the authority that signed it",
    )
