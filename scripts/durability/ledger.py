# SPDX-License-Identifier: Apache-2.0
"""What may be stored under each key after writes that were acknowledged, and others that failed."""

import json
from urllib.parse import quote

from .values import Version
from .wire import CutShort, Disconnected, target


class Broken(Exception):
    """The store did what it must not."""


class Ledger:
    """One client's keys, written one after the other."""

    def __init__(self):
        # For each key what may be stored: one version or None when the last write was acknowledged, more after others.
        self.states = {}
        self.serial = 0
        self.acknowledged = 0
        self.failed = []
        self.came_through = 0

    def put(self, connection, key, size, fields=()):
        """Puts a new version. Returns the answer, or None if the connection broke."""
        self.serial += 1
        metadata = json.dumps({"n": self.serial}) if self.serial % 3 == 0 else None
        version = Version(key, self.serial, size, 4_000_000_000 if self.serial % 4 == 0 else None, metadata)
        return self._write(connection, key, version, "PUT", target(key) + version.query,
                           [*version.fields, *fields], version.bytes)

    def delete(self, connection, key):
        """Deletes a key. Returns the answer, or None if the connection broke."""
        return self._write(connection, key, None, "DELETE", target(key), [], None)

    def _write(self, connection, key, version, method, path, fields, body):
        before = self.states.get(key, [None])
        self.states[key] = [*before, version]
        try:
            answer = connection.request(method, path, fields, body)
        except Disconnected:
            return None
        if answer.status in (201, 204):
            if version is not None:
                version = Version(**{**version.__dict__, "etag": answer.etag})
            self.states[key] = [version]
            self.acknowledged += 1
        elif answer.status in (503, 507):
            if not answer.is_problem():
                raise Broken(f"{method} {key} was answered {answer.status} without a problem: {answer.body[:200]!r}")
            self.failed.append(answer.status)
        else:
            raise Broken(f"{method} {key} was answered {answer.status}: {answer.body[:200]!r}")
        return answer

    def verify(self, connection, unless=()):
        """Reads and lists every key. `unless` are statuses that are taken for "cannot say"; where there are any, a
        value that breaks off says no more. What a failed write has left is settled by the first read: from then on
        nothing else may be there, after a restart neither."""
        for key, states in list(self.states.items()):
            try:
                answer = connection.request("GET", target(key))
            except CutShort:
                if not unless:
                    raise
                connection.open()
                continue
            if answer.status in unless:
                continue
            for number, version in enumerate(states):
                if answer.status == 404 if version is None else version.differs(answer) is None:
                    self.came_through += number > 0
                    self.states[key] = [version]
                    break
            else:
                said = [str(version or "absent") for version in states]
                raise Broken(f"{key}: status {answer.status}, {len(answer.body)} bytes beginning "
                             f"{answer.body[:60]!r}, but it must be {' or '.join(said)}")
        self.verify_listing(connection, unless)

    def verify_listing(self, connection, unless=()):
        """All keys that must be there are listed, with their metadata and expiry, and no others."""
        answer = connection.request("GET", f"/kv?limit=1000&prefix={quote('')}")
        if answer.status in unless:
            return
        if answer.status != 200:
            raise Broken(f"the listing is answered {answer.status}: {answer.body[:200]!r}")
        found = {item["name"]: item for item in json.loads(answer.body)["keys"]}
        for key, states in self.states.items():
            item = found.pop(key, None)
            if not any(self._fits(version, item) for version in states):
                raise Broken(f"{key} is listed as {item}, but it must be {[str(state) for state in states]}")
        if found:
            raise Broken(f"keys are listed that nobody wrote: {sorted(found)[:5]}")

    @staticmethod
    def _fits(version, item):
        if version is None or item is None:
            return version is None and item is None
        metadata = json.loads(version.metadata) if version.metadata else None
        return item.get("metadata") == metadata and item.get("expiration") == version.expires
