# SPDX-License-Identifier: Apache-2.0
"""Values that say whose they are: bytes made from key, serial number and size, so that none needs to be kept."""

import random
from dataclasses import dataclass

LARGEST = 3 * 1024 * 1024
_POOL = random.Random(1).randbytes(LARGEST + 64 * 1024)


def content(key, serial, size):
    """The bytes of one value: a line that names it, then bytes that differ from one serial number to the next."""
    if size == 0:
        return b""
    offset = serial * 7919 % (64 * 1024)
    line = f"{key} #{serial} {size}\n".encode()
    return (line + _POOL[offset:offset + max(0, size - len(line))])[:size]


@dataclass(frozen=True)
class Version:
    """A value as it was written; `etag` is None until an answer said it."""
    key: str
    serial: int
    size: int
    expires: int | None = None
    metadata: str | None = None
    etag: str | None = None

    @property
    def bytes(self):
        return content(self.key, self.serial, self.size)

    @property
    def content_type(self):
        return f"text/x-{self.serial % 7}"

    @property
    def fields(self):
        """The fields of its PUT."""
        return [f"Content-Type: {self.content_type}"] + (
            [f"X-KV-Metadata: {self.metadata}"] if self.metadata is not None else [])

    @property
    def query(self):
        return f"?expiration={self.expires}" if self.expires is not None else ""

    def differs(self, answer):
        """How an answer to GET differs from it, in words; None if it does not. The ETag counts if it is known."""
        if answer.status != 200:
            return f"status {answer.status}"
        wanted = self.bytes
        if answer.body != wanted:
            at = next((i for i, (a, b) in enumerate(zip(answer.body, wanted)) if a != b),
                      min(len(answer.body), len(wanted)))
            return (f"{len(answer.body)} bytes instead of {len(wanted)}, different from byte {at} on; "
                    f"it begins {answer.body[:60]!r}")
        found = {"content-type": self.content_type, "x-kv-metadata": self.metadata,
                 "expires-at": None if self.expires is None else str(self.expires)}
        if self.etag is not None:
            found["etag"] = self.etag
        for name, value in found.items():
            if answer.fields.get(name) != value:
                return f"{name} is {answer.fields.get(name)!r} instead of {value!r}"
        return None

    def __str__(self):
        return f"#{self.serial} ({self.size} bytes, ETag {self.etag}, expires {self.expires})"
