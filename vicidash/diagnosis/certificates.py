"""What a certificate, or the refusal of one, means. Pure functions."""

from __future__ import annotations

import ssl
from typing import Final

from vicidash.diagnosis.report import CheckResult, Status
from vicidash.formatting import plural

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


def valid(not_after: str, now: float) -> CheckResult:
    """A certificate that was accepted, by how long it still will be."""
    left = days_left(not_after, now)
    detail = f"the certificate is valid for {plural(left, 'more day')}"
    if left >= SOON:
        return CheckResult(Status.OK, detail)
    return CheckResult(Status.WARN, detail, "Have the dialer's certificate renewed before it ends")


def refused(code: int, words: str, host: str) -> CheckResult:
    """A certificate that was not accepted: OpenSSL's verify code and words."""
    if code == _EXPIRED:
        return CheckResult(
            Status.FAIL,
            "the certificate has expired",
            "Have the dialer's certificate renewed; until then nothing is sent",
        )
    if code == _NOT_YET:
        return CheckResult(
            Status.FAIL,
            "the certificate is not valid yet",
            "Check this machine's clock, and that the dialer has the right certificate",
        )
    if code in _OTHER_NAME:
        return CheckResult(
            Status.FAIL,
            f"the certificate is not for {host}",
            "Set url to a name that the certificate has, or have it issued for this one",
        )
    kind = "signed by itself" if code in _SELF_SIGNED else words
    return CheckResult(
        Status.FAIL,
        f"the certificate is not trusted here ({kind})",
        "Set ca_file to the certificate of the authority that signed it",
    )
