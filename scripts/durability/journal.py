# SPDX-License-Identifier: Apache-2.0
"""What one writer sent and what it was told, key by key, and what may therefore be stored after a crash."""

import threading
import time
from collections import deque

# Events of a key that are kept to be shown when it fails.
HISTORY = 24
# Seconds on either side of an expiry in which a key may be there or not: the server looks at its clock once a second.
EXPIRY_SLACK = 2


class Violation(Exception):
    """The store broke its promise. The text has the key's history."""


class Entry:
    """One key, which one writer alone writes, so that what it was last told is what is stored."""

    def __init__(self, client, key, brief=False):
        self.client = client
        self.key = key
        # It is only ever written to expire within seconds.
        self.brief = brief
        # The version that was acknowledged last; None where the key has been deleted or was never written.
        self.known = None
        # What a write that has not been answered would leave, in a list of one; empty if none is under way.
        self.pending = []
        self.serial = 0
        self.stale_etag = None
        self.history = deque(maxlen=HISTORY)

    def note(self, text):
        self.history.append(f"{time.strftime('%H:%M:%S')} {text}")

    def fail(self, text):
        raise Violation("\n  ".join([f"{self.client} {self.key!r}: {text}", "history:", *self.history]))

    def possible(self):
        """What may be stored: the last version acknowledged, or what was under way."""
        return [self.known, *self.pending]

    def settle(self, answer, now):
        """Holds an answer to GET after a crash against the journal, and goes on from what is there."""
        for version in self.possible():
            if self._is(version, answer, now):
                if version is not None and answer.status == 200:
                    version = version.__class__(**{**version.__dict__, "etag": answer.etag})
                else:
                    version = None
                self.note(f"after the crash: {version or 'absent'}")
                self.known, self.pending = version, []
                return
        reasons = [f"not {version or 'absent'}: "
                   + (f"status {answer.status}" if version is None else str(version.differs(answer)))
                   for version in self.possible()]
        self.fail("; ".join(reasons))

    def _is(self, version, answer, now):
        if version is None:
            return answer.status == 404
        if answer.status == 404:
            return version.expires is not None and now > version.expires - EXPIRY_SLACK
        return version.differs(answer) is None and not (
            version.expires is not None and now > version.expires + EXPIRY_SLACK)


class Counter:
    """A key that all writers raise by compare-and-set: no number may be acknowledged twice, none be lost."""

    def __init__(self, client, key):
        self.client = client
        self.key = key
        self.lock = threading.Lock()
        # The highest number acknowledged, with the text that was written for it and its ETag.
        self.number, self.text, self.etag = 0, None, None
        self.pending = {}
        self.history = deque(maxlen=HISTORY)

    def fail(self, text):
        raise Violation("\n  ".join([f"{self.client} {self.key!r}: {text}", "history:", *self.history]))

    @staticmethod
    def number_in(answer):
        """The number a stored text begins with; 0 where the key is absent."""
        return 0 if answer.status == 404 else int(answer.body.split()[0])

    def sent(self, number, text):
        with self.lock:
            self.pending[text] = number
            self.history.append(f"sent {text!r}")

    def refused(self, text):
        with self.lock:
            del self.pending[text]
            self.history.append(f"412 for {text!r}")

    def acknowledged(self, number, text, etag):
        with self.lock:
            del self.pending[text]
            self.history.append(f"acknowledged {text!r} as {etag}")
            # Another writer may have built on it and been answered sooner, but never with the same number.
            if number == self.number:
                self.fail(f"{number} was acknowledged twice: {self.text!r} and {text!r}")
            if number > self.number:
                self.number, self.text, self.etag = number, text, etag

    def read(self, floor, answer):
        """An answer to GET; `floor` was acknowledged before it was asked for."""
        number = self.number_in(answer)
        if number < floor:
            with self.lock:
                self.fail(f"read {number} after {floor} had been acknowledged")
        return number

    def settle(self, answer):
        number = self.number_in(answer)
        text = answer.body.decode("utf-8", "replace")
        if number < self.number:
            self.fail(f"{self.number} was acknowledged, {number} is stored")
        if number == self.number and number > 0 and (text, answer.etag) != (self.text, self.etag):
            self.fail(f"{self.text!r} with {self.etag} was acknowledged, {text!r} with {answer.etag} is stored")
        if number > self.number and self.pending.get(text) != number:
            self.fail(f"{text!r} is stored, and nobody sent it")
        self.number, self.text, self.etag, self.pending = number, text, answer.etag, {}
        self.history.append(f"after the crash: {text!r} as {answer.etag}")
