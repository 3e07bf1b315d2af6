# SPDX-License-Identifier: Apache-2.0
"""Writers that keep the store busy until it is killed, each with a journal of what it sent and what it was told."""

import json
import random
import threading
import time

from .journal import Entry, Violation
from .values import LARGEST, Version
from .wire import Connection, Disconnected, target

SMALL_KEYS, LARGE_KEYS, BRIEF_KEYS = 28, 2, 6
SMALL, LARGE = 2 * 1024, (200 * 1024, LARGEST)
BURST = 12
# Parts of keys that must come through escaping and ordering.
ODD = ["", " +", "/a/b", "é", "%2F", "\"\\", "𝄞", "?x=1&y", "~"]


class Writer:
    """One client connection and the keys it owns."""

    def __init__(self, number, client, seed, counters, etags):
        self.number = number
        self.client = client
        self.random = random.Random(seed)
        self.counters = counters
        # Every ETag that was ever given out: none may come twice. Adding to a set is atomic.
        self.etags = etags
        name = f"w{number:02}"
        self.small = [Entry(client, f"{name}/small{i}{ODD[i % len(ODD)]}") for i in range(SMALL_KEYS)]
        self.large = [Entry(client, f"{name}/large{i}") for i in range(LARGE_KEYS)]
        self.brief = [Entry(client, f"{name}/brief{i}", brief=True) for i in range(BRIEF_KEYS)]
        self.acknowledged = 0
        self.refused = 0
        self.failure = None

    @property
    def entries(self):
        return self.small + self.large + self.brief

    def run(self, port, ending):
        """Writes until the connection ends; `ending` is set before the server is killed."""
        try:
            with Connection(port, self.client) as connection:
                while not ending.is_set():
                    self._step(connection)
        except Disconnected as error:
            if not ending.is_set():
                self.failure = Violation(f"writer {self.number}: the server lives and dropped it: {error}")
        except Exception as error:
            self.failure = error

    def _step(self, connection):
        chance = self.random.random()
        if chance < 0.06:
            self._burst(connection)
        elif chance < 0.14:
            self._count(connection, self.random.choice(self.counters))
        elif chance < 0.16:
            self._put(connection, self.random.choice(self.large), self.random.randint(*LARGE))
        elif chance < 0.17:
            self._delete(connection, self.random.choice(self.large))
        elif chance < 0.20:
            self._put(connection, self.random.choice(self.brief), self._small_size(), brief=True)
        elif chance < 0.30:
            self._read(connection, self.random.choice(self.small))
        elif chance < 0.45:
            self._delete(connection, self.random.choice(self.small), self._condition)
        else:
            self._put(connection, self.random.choice(self.small), self._small_size(), condition=self._condition)

    def _small_size(self):
        return self.random.choice([0, 1, self.random.randint(0, SMALL), SMALL])

    def _condition(self, entry):
        """Sometimes a precondition: its field, and whether it holds."""
        known, chance = entry.known, self.random.random()
        if chance < 0.10 and known:
            return [f"If-Match: {known.etag}"], True
        if chance < 0.15 and entry.stale_etag:
            return [f"If-Match: {entry.stale_etag}"], False
        if chance < 0.25:
            return ["If-None-Match: *"], known is None
        return [], True

    # MARK: One write: what is sent, what it may leave, what must be answered

    def _prepare_put(self, entry, size, fields=(), holds=True, brief=False):
        entry.serial += 1
        now = int(time.time())
        metadata, expires = None, None
        if self.random.random() < 0.3:
            metadata = json.dumps({"serial": entry.serial, "note": "é" * self.random.randint(0, 20)})
        if brief:
            expires = now + self.random.randint(2, 3)
        elif self.random.random() < 0.1:
            expires = now + self.random.randint(100_000, 200_000)
        version = Version(entry.key, entry.serial, size, expires, metadata)
        entry.pending = [version] if holds else []
        entry.note(f"PUT {version} {' '.join(fields)}")
        statuses = ({201, 204} if brief else {204} if entry.known else {201}) if holds else {412}
        return version, [*version.fields, *fields], statuses

    def _put(self, connection, entry, size, brief=False, condition=None):
        fields, holds = condition(entry) if condition else ([], True)
        version, fields, statuses = self._prepare_put(entry, size, fields, holds, brief)
        answer = connection.request("PUT", target(entry.key) + version.query, fields, version.bytes)
        self._answered(entry, version, statuses, answer)

    def _delete(self, connection, entry, condition=None):
        fields, holds = condition(entry) if condition else ([], True)
        entry.pending = [None] if holds else []
        entry.note(f"DELETE {' '.join(fields)}")
        answer = connection.request("DELETE", target(entry.key), fields)
        self._answered(entry, None, {204} if holds else {412}, answer)

    def _answered(self, entry, version, statuses, answer):
        """`version` is what is stored if the write was done: None for a delete."""
        entry.note(f"answered {answer.status} {answer.etag or ''}")
        if answer.status == 400 and version and version.expires and version.expires <= time.time():
            # The time it was to expire at had come before it arrived: nothing is stored.
            entry.pending = []
            return
        if answer.status not in statuses:
            entry.fail(f"answered {answer.status} instead of {sorted(statuses)}: {answer.body[:300]!r}")
        entry.pending = []
        if answer.status == 412:
            self.refused += 1
            return
        if version is not None:
            if not answer.etag or answer.etag in self.etags:
                entry.fail(f"the ETag {answer.etag} is missing or was given out before")
            self.etags.add(answer.etag)
            version = Version(**{**version.__dict__, "etag": answer.etag})
        if entry.known:
            entry.stale_etag = entry.known.etag
        entry.known = version
        self.acknowledged += 1

    def _read(self, connection, entry):
        """The store's answer to its own writer, between two writes, is exactly what it was told last."""
        answer = connection.request("GET", target(entry.key))
        difference = (None if answer.status == 404 else f"status {answer.status}") if entry.known is None else (
            entry.known.differs(answer))
        if difference:
            entry.fail(f"read after it was acknowledged: {difference}")

    def _burst(self, connection):
        """Many writes in one packet, answered in order."""
        packet, sent = [], []
        for entry in self.random.sample(self.small, BURST):
            if self.random.random() < 0.2:
                entry.pending = [None]
                entry.note("DELETE in a burst")
                packet.append(connection.head("DELETE", target(entry.key)))
                sent.append((entry, None, {204}))
                continue
            size = self._small_size()
            version, fields, statuses = self._prepare_put(entry, size)
            packet.append(connection.head("PUT", target(entry.key) + version.query, fields, size) + version.bytes)
            sent.append((entry, version, statuses))
        connection.send(b"".join(packet))
        for entry, version, statuses in sent:
            self._answered(entry, version, statuses, connection.receive())

    def _count(self, connection, counter):
        """Raises a number that all writers raise."""
        floor = counter.number
        answer = connection.request("GET", target(counter.key), [])
        number = counter.read(floor, answer) + 1
        fields = ["If-None-Match: *"] if answer.status == 404 else [f"If-Match: {answer.etag}"]
        text = f"{number} writer {self.number} #{self.random.getrandbits(40)}"
        counter.sent(number, text)
        answer = connection.request("PUT", target(counter.key), fields, text.encode())
        if answer.status == 412:
            self.refused += 1
            counter.refused(text)
        elif answer.status in (201, 204):
            self.acknowledged += 1
            counter.acknowledged(number, text, answer.etag)
            self.etags.add(answer.etag)
        else:
            counter.fail(f"answered {answer.status}: {answer.body[:300]!r}")


class Load:
    """All writers at work, each in a thread of its own, until `end()`."""

    def __init__(self, writers, port):
        self.writers = writers
        self.ending = threading.Event()
        self.threads = [threading.Thread(target=writer.run, args=(port, self.ending), daemon=True)
                        for writer in writers]
        for thread in self.threads:
            thread.start()

    def expect_the_end(self):
        """From now on a connection may end."""
        self.ending.set()

    def join(self):
        """Waits for the writers, and raises what one of them met."""
        for thread in self.threads:
            thread.join()
        for writer in self.writers:
            if writer.failure:
                raise writer.failure
