"""A ledger without names: accounts, names and groups become codes that follow from a secret key.

The same account has the same code in every import with the same key, so years can be compared; without the key nobody gets back from
the code to the account, though there are few accounts to try.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace

from leitplanke.company.dependence.ledger import Ledger, PartnerVolume

LEAST_KEY_BYTES = 16
_CODE_BYTES = 6


def pseudonymised(ledger: Ledger, key: bytes) -> Ledger:
    """Return the ledger with codes in place of accounts, names and groups; volumes, years and collective accounts stay.

    Raises
    ------
    ValueError
        If the key has fewer than `LEAST_KEY_BYTES` bytes.
    """
    if len(key) < LEAST_KEY_BYTES:
        message = f"a key of {len(key)} bytes"
        raise ValueError(message)
    return replace(ledger, customers=_coded("c", ledger.customers, key), suppliers=_coded("s", ledger.suppliers, key))


def _coded(side: str, volumes: Sequence[PartnerVolume], key: bytes) -> tuple[PartnerVolume, ...]:
    coded = [
        replace(one, account=code(f"{side}/{one.account}", key), name="", parent=one.parent and code(f"g/{one.parent}", key))
        for one in volumes
    ]
    # Sorted anew: the order of the accounts would tell which is which.
    return tuple(sorted(coded, key=lambda one: one.account))


def code(text: str, key: bytes) -> str:
    """Return ten letters and digits that stand for a text under a key.

    Examples
    --------
    >>> code("c/10000", b"k" * 16) == code("c/10000", b"k" * 16) != code("c/10001", b"k" * 16)
    True
    """
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:_CODE_BYTES]).decode().rstrip("=")
