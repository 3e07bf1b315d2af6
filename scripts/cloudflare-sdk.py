#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives the Workers KV REST API of a running edge-router with Cloudflare's own SDK: nothing but its base URL differs.

    cloudflare-sdk.py BASE_URL CASE [TOKEN]

Each case makes namespaces of its own; it ends with 0 if all is as it should be.
"""
import base64
import json
import random
import sys
import time
import warnings

import cloudflare

ACCOUNT = "023e105f4ecef8ad9ca31a8372d0c353"


def client(token="any-token", **options):
    return cloudflare.Cloudflare(base_url=sys.argv[1], api_token=token, max_retries=0, **options)


class Space:
    """A new namespace, with the calls that need it."""

    def __init__(self, cf, title=None):
        self.cf = cf
        self.title = title if title is not None else f"test-{random.getrandbits(64):x}"
        self.made = cf.kv.namespaces.create(account_id=ACCOUNT, title=self.title)
        self.id = self.made.id
        self.where = {"account_id": ACCOUNT, "namespace_id": self.id}

    def put(self, key, value, **options):
        return self.cf.kv.namespaces.values.update(key, value=value, **self.where, **options)

    def get(self, key):
        return self.cf.kv.namespaces.values.get(key, **self.where)

    def read(self, key):
        return self.get(key).read()

    def metadata(self, key):
        return self.cf.kv.namespaces.metadata.get(key, **self.where)

    def delete(self, key):
        return self.cf.kv.namespaces.values.delete(key, **self.where)

    def keys(self, **options):
        return self.cf.kv.namespaces.keys.list(self.id, account_id=ACCOUNT, **options)

    def bulk_put(self, pairs):
        return self.cf.kv.namespaces.bulk_update(self.id, account_id=ACCOUNT, body=pairs)

    def bulk_get(self, keys, **options):
        return self.cf.kv.namespaces.bulk_get(self.id, account_id=ACCOUNT, keys=keys, **options)

    def bulk_delete(self, keys):
        return self.cf.kv.namespaces.bulk_delete(self.id, account_id=ACCOUNT, body=keys)


def fails(kind, code, call):
    """The call must fail in that way, with that number in the envelope."""
    try:
        call()
    except kind as error:
        assert [item.code for item in error.errors] == [code], error.errors
        return error
    raise AssertionError(f"no {kind.__name__}")


def namespaces(cf):
    before = {space.id for space in cf.kv.namespaces.list(account_id=ACCOUNT)}
    titles = [f"page-{number:03}" for number in range(45)] + ['odd "title" é 😀']
    made = {title: Space(cf, title) for title in titles}
    for title, space in made.items():
        assert space.made.title == title and space.made.supports_url_encoding is True
        assert len(space.id) == 32 and set(space.id) <= set("0123456789abcdef"), space.id
    # The SDK asks for pages until one is empty; 20 are on a page if nothing is said.
    listed = [space for space in cf.kv.namespaces.list(account_id=ACCOUNT) if space.id not in before]
    assert sorted(space.title for space in listed) == sorted(titles)
    assert len({space.id for space in listed}) == len(titles)
    for order in ("id", "title"):
        for direction in ("asc", "desc"):
            page = cf.kv.namespaces.list(account_id=ACCOUNT, order=order, direction=direction, per_page=7)
            values = [getattr(space, order).encode() for space in page]
            assert values == sorted(values, reverse=direction == "desc"), (order, direction)
            assert len(values) == len(before) + len(titles)
    page = cf.kv.namespaces.list(account_id=ACCOUNT, page=2, per_page=10)
    assert (page.result_info.page, page.result_info.per_page, len(page.result)) == (2, 10, 10)
    assert page.result_info.count == 10 and page.result_info.total_count == len(before) + len(titles)
    assert cf.kv.namespaces.list(account_id=ACCOUNT, page=1000).result == []

    space = made["page-000"]
    assert cf.kv.namespaces.get(space.id, account_id="another").title == "page-000"
    space.put("k", b"v")
    renamed = cf.kv.namespaces.update(space.id, account_id=ACCOUNT, title="renamed")
    assert (renamed.id, renamed.title) == (space.id, "renamed")
    assert cf.kv.namespaces.get(space.id, account_id=ACCOUNT).title == "renamed"
    assert space.read("k") == b"v"
    bad, missing = cloudflare.BadRequestError, cloudflare.NotFoundError
    fails(bad, 10014, lambda: Space(cf, "renamed"))
    fails(bad, 10014, lambda: cf.kv.namespaces.update(space.id, account_id=ACCOUNT, title="page-001"))
    fails(bad, 10019, lambda: Space(cf, "").id)
    fails(bad, 10021, lambda: Space(cf, "x" * 513))
    Space(cf, "é" * 512)
    assert cf.kv.namespaces.delete(space.id, account_id=ACCOUNT) is None
    fails(missing, 10013, lambda: cf.kv.namespaces.get(space.id, account_id=ACCOUNT))
    fails(missing, 10013, lambda: cf.kv.namespaces.delete(space.id, account_id=ACCOUNT))
    fails(missing, 10013, lambda: cf.kv.namespaces.update(space.id, account_id=ACCOUNT, title="x"))
    fails(bad, 10011, lambda: cf.kv.namespaces.get("xyz", account_id=ACCOUNT))
    # The title is free again.
    Space(cf, "renamed")
    # The older names of the bulk calls.
    with warnings.catch_warnings(action="ignore"):
        calls, space_id, where = cf.kv.namespaces.keys, made["page-002"].id, {"account_id": ACCOUNT}
        done = calls.bulk_update(space_id, body=[{"key": "a", "value": "1"}], **where)
        assert done.successful_key_count == 1
        assert calls.bulk_get(space_id, keys=["a"], **where).values == {"a": "1"}
        assert calls.bulk_delete(space_id, body=["a"], **where).successful_key_count == 1


def values(cf):
    space = Space(cf)
    every = bytes(range(256)) * 5
    for name, value in [("bytes", every), ("empty", b""), ("crlf", b"\r\n--\r\n\r\n"), ("json", b'{"value":1}')]:
        assert space.put(name, value) is None
        answer = space.get(name)
        assert answer.read() == value, name
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "expiration" not in answer.headers
        space.put(name, ("name.bin", value))
        assert space.read(name) == value, name
        space.put(name, (None, value, "text/plain"))
        assert space.read(name) == value, name
        assert space.metadata(name) is None
    large = random.Random(1).randbytes(3 * 1024 * 1024 + 17)
    space.put("large", large, metadata={"size": len(large)})
    assert space.read("large") == large and space.metadata("large") == {"size": len(large)}
    largest = random.Random(2).randbytes(25 * 1024 * 1024)
    space.put("largest", largest)
    assert space.read("largest") == largest
    error = cloudflare.APIStatusError
    too_large = fails(error, 10021, lambda: space.put("largest", largest + b"x"))
    assert too_large.status_code == 413
    assert space.read("largest") == largest
    assert space.delete("bytes") is None and space.delete("bytes") is None
    fails(cloudflare.NotFoundError, 10009, lambda: space.get("bytes"))
    fails(cloudflare.NotFoundError, 10009, lambda: space.metadata("bytes"))
    # What older SDKs send for a value, a JSON document, is the value itself.
    path = f"/accounts/{ACCOUNT}/storage/kv/namespaces/{space.id}/values/old"
    cf.put(path, body={"value": "v", "metadata": "{}"}, cast_to=object)
    assert json.loads(space.read("old")) == {"value": "v", "metadata": "{}"}


def metadata(cf):
    space = Space(cf)
    for number, data in enumerate([{"a": [1, 2.5, None, True, {"b": "é😀\n"}]}, [], {}, "text", 5, False]):
        key = f"k{number}"
        space.put(key, b"v", metadata=data if isinstance(data, dict) else json.dumps(data))
        assert space.metadata(key) == data, data
        assert next(iter(space.keys(prefix=key))).metadata == data
    space.put("k0", b"w")
    assert space.metadata("k0") is None
    space.put("none", b"v", metadata="null")
    assert space.metadata("none") is None
    space.put("most", b"v", metadata=json.dumps("x" * 1022))
    too_large = fails(
        cloudflare.APIStatusError, 10021, lambda: space.put("most", b"w", metadata=json.dumps("x" * 1023)))
    assert too_large.status_code == 413
    fails(cloudflare.BadRequestError, 10012, lambda: space.put("most", b"w", metadata="{broken"))
    assert space.read("most") == b"v" and space.metadata("most") == "x" * 1022


ODD_KEYS = [
    "a/b c?d&e=%2F#é:!'()*", "plain", " ", "%", "%25", "a+b", "a//b", "/", "//", "😀" * 128, "x" * 512, "k/é:!%?",
    'quote"back\\slash', "tab\there", "new\nline", "\u0000", "\u007f", "é", "e\u0301", "...", "a;b,c", "[]{}|^`~@$",
]


def keys(cf):
    space = Space(cf)
    for number, key in enumerate(ODD_KEYS):
        space.put(key, f"value {number}".encode(), metadata={"number": number})
    for number, key in enumerate(ODD_KEYS):
        assert space.read(key) == f"value {number}".encode(), key
        assert space.metadata(key) == {"number": number}, key
    listed = [key.name for key in space.keys()]
    assert listed == sorted(ODD_KEYS, key=str.encode), listed
    for prefix in ("a/", "%", "é", "😀", "a+", '"'):
        wanted = sorted((key for key in ODD_KEYS if key.startswith(prefix)), key=str.encode)
        assert [key.name for key in space.keys(prefix=prefix)] == wanted, prefix
    assert set(space.bulk_get(ODD_KEYS).values) == set(ODD_KEYS)
    for key in ODD_KEYS:
        space.delete(key)
        fails(cloudflare.NotFoundError, 10009, lambda: space.get(key))
    assert list(space.keys()) == []
    for status, key in [(414, "x" * 513), (414, "é" * 257)]:
        for call in (lambda: space.put(key, b"v"), lambda: space.get(key), lambda: space.delete(key)):
            assert fails(cloudflare.APIStatusError, 10021, call).status_code == status


def paging(cf):
    space = Space(cf)
    names = [f"key-{number:05}" for number in range(2500)]
    pairs = [{"key": name, "value": name, "metadata": {"n": name}} for name in names]
    random.Random(3).shuffle(pairs)
    for start in range(0, len(pairs), 1000):
        assert space.bulk_put(pairs[start:start + 1000]).unsuccessful_keys == []
    listed = list(space.keys())
    assert [key.name for key in listed] == names
    assert all(key.metadata == {"n": key.name} and key.expiration is None for key in listed)
    for limit in (10, 999, 1000):
        assert [key.name for key in space.keys(limit=limit, prefix="key-0")] == names, limit
    page = space.keys(limit=10, prefix="key-010")
    assert [key.name for key in page] == names[1000:1010 + 90]
    page = space.keys(limit=1000)
    assert page.result_info.count == 1000 and page.result_info.cursor
    assert [key.name for key in space.keys(cursor=page.result_info.cursor, limit=1000).result] == names[1000:2000]
    bad = cloudflare.BadRequestError
    for limit in (9, 0, -1, 1001):
        fails(bad, 10028, lambda: space.keys(limit=limit))
    fails(bad, 10021, lambda: space.keys(cursor="nonsense"))
    fails(bad, 10021, lambda: space.keys(cursor=page.result_info.cursor, prefix="other"))


def expiry(cf):
    space = Space(cf)
    now = int(time.time())
    space.put("ttl", b"v", expiration_ttl=60)
    space.put("at", b"v", expiration=now + 3600)
    space.put("both", b"v", expiration=now + 3600, expiration_ttl=7200)
    space.put("float", b"v", expiration_ttl=90.0)
    for key, seconds in [("ttl", 60), ("at", 3600), ("both", 7200), ("float", 90)]:
        given = int(space.get(key).headers["expiration"])
        assert now + seconds <= given <= time.time() + seconds, key
        assert next(iter(space.keys(prefix=key))).expiration == given
    space.put("ttl", b"w")
    assert "expiration" not in space.get("ttl").headers
    bad = cloudflare.BadRequestError
    for options in [{"expiration_ttl": 59}, {"expiration_ttl": -1}, {"expiration": now - 1}, {"expiration": now + 30}]:
        fails(bad, 10034, lambda: space.put("at", b"changed", **options))
        pair = {"key": "at", "value": "changed"} | options
        fails(bad, 10034, lambda: space.bulk_put([{"key": "new", "value": "v"}, pair]))
    assert space.read("at") == b"v"
    assert sorted(key.name for key in space.keys()) == ["at", "both", "float", "ttl"]


def bulk(cf):
    space = Space(cf)
    now = int(time.time())
    pairs = [{"key": f"b-{number:05}", "value": "é" * (number % 50)} for number in range(10_000)]
    done = space.bulk_put(pairs)
    assert (done.successful_key_count, done.unsuccessful_keys) == (10_000, [])
    assert sum(1 for _ in space.keys()) == 10_000
    assert space.read("b-00049") == ("é" * 49).encode()
    large = random.Random(4).randbytes(300_000)
    data = {"a": [1, 1.5, None, True, "é", {"b": []}]}
    done = space.bulk_put([
        {"key": "binary", "value": base64.b64encode(bytes(range(256))).decode(), "base64": True},
        {"key": "large", "value": base64.b64encode(large).decode(), "base64": True},
        {"key": "full", "value": '{"x": [1, 2]}', "expiration_ttl": 600, "metadata": data},
        {"key": "full2", "value": "", "expiration": now + 900},
        {"key": "twice", "value": "first"}, {"key": "twice", "value": "second"},
    ])
    assert done.successful_key_count == 6
    assert space.read("binary") == bytes(range(256)) and space.read("large") == large
    assert space.read("twice") == b"second"
    assert space.metadata("full") == data
    got = space.bulk_get(["full", "full2", "missing", "twice"]).values
    assert got == {"full": '{"x": [1, 2]}', "full2": "", "missing": None, "twice": "second"}, got
    assert space.bulk_get(["full", "missing"], type="json").values == {"full": {"x": [1, 2]}, "missing": None}
    got = space.bulk_get(["full", "missing", "twice"], with_metadata=True).values
    assert got["missing"] is None
    assert got["full"].value == '{"x": [1, 2]}' and got["full"].metadata == data
    assert now + 600 <= got["full"].expiration <= time.time() + 600
    assert got["twice"].value == "second" and got["twice"].metadata is None and got["twice"].expiration is None
    assert len(space.bulk_get([pair["key"] for pair in pairs[:100]]).values) == 100
    bad = cloudflare.BadRequestError
    fails(bad, 10029, lambda: space.bulk_get([]))
    fails(bad, 10021, lambda: space.bulk_get([pair["key"] for pair in pairs[:101]]))
    fails(bad, 10021, lambda: space.bulk_get(["twice"], type="json"))
    fails(bad, 10021, lambda: space.bulk_put(pairs + [{"key": "one more", "value": ""}]))
    fails(bad, 10012, lambda: space.bulk_put([{"key": "new", "value": "v"}, {"key": "x"}]))
    fails(bad, 10012, lambda: space.bulk_put([{"key": "new", "value": "*", "base64": True}]))
    fails(bad, 10021, lambda: space.bulk_put([{"key": "new", "value": "v"}, {"key": "", "value": "v"}]))
    error = cloudflare.APIStatusError
    long = fails(error, 10021, lambda: space.bulk_put([{"key": "new", "value": "v"}, {"key": "x" * 513, "value": ""}]))
    assert long.status_code == 414
    fat = {"key": "x", "value": "", "metadata": "x" * 1023}
    assert fails(error, 10021, lambda: space.bulk_put([{"key": "new", "value": "v"}, fat])).status_code == 413
    fails(cloudflare.NotFoundError, 10009, lambda: space.get("new"))
    for name in "12345678":
        space.put(f"mb-{name}", bytes(4 * 1024 * 1024))
    too_much = fails(error, 10021, lambda: space.bulk_get([f"mb-{name}" for name in "12345678"]))
    assert too_much.status_code == 413
    assert len(space.bulk_get(["mb-1", "mb-2"]).values["mb-1"]) == 4 * 1024 * 1024
    done = space.bulk_delete([pair["key"] for pair in pairs])
    assert (done.successful_key_count, done.unsuccessful_keys) == (10_000, [])
    assert space.bulk_delete(["missing"]).successful_key_count == 1
    assert len(list(space.keys())) == 5 + 8
    assert space.bulk_put([]).successful_key_count == 0
    # The other form, which wrangler uses: DELETE with a body.
    path = f"/accounts/{ACCOUNT}/storage/kv/namespaces/{space.id}/bulk"
    answer = cf.delete(path, body=["binary", "large"], cast_to=object)
    assert answer["result"] == {"successful_key_count": 2, "unsuccessful_keys": []}, answer
    fails(cloudflare.NotFoundError, 10009, lambda: space.get("binary"))


def account(cf):
    assert cf.user.tokens.verify().status == "active"
    assert [account.name for account in cf.accounts.list()] == ["EdgeRouter"]
    assert [membership.account.name for membership in cf.memberships.list()] == ["EdgeRouter"]
    missing = Space(cf)
    cf.kv.namespaces.delete(missing.id, account_id=ACCOUNT)
    not_found = cloudflare.NotFoundError
    texts = [
        ("get", lambda: missing.get("k")), ("put", lambda: missing.put("k", b"v")), ("list keys", missing.keys),
        ("remove key", lambda: missing.delete("k")), ("bulk get keys", lambda: missing.bulk_get(["k"])),
    ]
    for operation, call in texts:
        error = fails(not_found, 10013, call)
        assert error.errors[0].message == f"{operation}: 'namespace not found'", error.errors
    for call in [lambda: missing.bulk_put([]), lambda: missing.bulk_delete([]), lambda: missing.metadata("k")]:
        fails(not_found, 10013, call)
    assert missing.id not in {space.id for space in cf.kv.namespaces.list(account_id=ACCOUNT)}


def token(_):
    """With a token: whoever has it, and in whatever field the SDK sends it."""
    right = sys.argv[3]
    assert client(right).user.tokens.verify().status == "active"
    older = cloudflare.Cloudflare(base_url=sys.argv[1], api_email="a@example.com", api_key=right, max_retries=0)
    Space(older).put("k", b"v")
    service = cloudflare.Cloudflare(base_url=sys.argv[1], user_service_key=right, max_retries=0)
    assert service.user.tokens.verify().status == "active"
    for wrong in ("wrong", right + "x", right[:-1]):
        fails(cloudflare.AuthenticationError, 10000, lambda: client(wrong).kv.namespaces.list(account_id=ACCOUNT))
        fails(cloudflare.AuthenticationError, 10000, lambda: Space(client(wrong)))
    assert len(list(client(right).kv.namespaces.list(account_id=ACCOUNT))) == 1


if __name__ == "__main__":
    globals()[sys.argv[2]](client(sys.argv[3] if len(sys.argv) > 3 else "any-token"))
    print("well")
