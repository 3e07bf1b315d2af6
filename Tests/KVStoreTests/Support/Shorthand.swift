// SPDX-License-Identifier: Apache-2.0

import KVStore
import TestSupport

/// The bytes of a string.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// A key that is known to be valid.
func key(_ text: String) throws -> KVKey { try KVKey(validating: bytes(text)) }

/// A put with text for a value.
func put(
    _ name: String, _ value: String, in namespace: KVNamespace, if precondition: KVPrecondition = .none,
    expiresAt: Int64? = nil
) throws -> KVMutation {
    .put(
        KVPut(namespace: namespace, key: try key(name), value: bytes(value), expiresAt: expiresAt), if: precondition)
}

/// A value of this many bytes, complete in a file; the same for the same seed.
func valueFile(_ store: KVStore, _ count: Int, seed: UInt64 = 1, piece: Int = 50_000) throws -> KVValueFile {
    let writer = try store.makeValueWriter()
    let content = largeValue(count, seed: seed)
    for start in stride(from: 0, to: count, by: piece) {
        try writer.append(content.span.extracting(start..<min(count, start + piece)))
    }
    return try writer.finish()
}

/// What `valueFile` writes.
func largeValue(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = RepeatableNumbers(seed: seed)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
}

/// A put of a value that is a file.
func put(
    _ name: String, _ file: KVValueFile, in namespace: KVNamespace, if precondition: KVPrecondition = .none,
    expiresAt: Int64? = nil
) throws -> KVMutation {
    .put(
        KVPut(namespace: namespace, key: try key(name), value: .file(file), expiresAt: expiresAt), if: precondition)
}

/// A delete.
func delete(_ name: String, in namespace: KVNamespace, if precondition: KVPrecondition = .none) throws -> KVMutation {
    .delete(namespace, try key(name), if: precondition)
}

extension KVReader {
    /// The entry of a key, nil when absent.
    func entry(_ name: String, in namespace: KVNamespace, now: Int64 = 0) throws -> KVEntry? {
        let name = bytes(name)
        guard case .found(let entry) = try get(namespace, key: name.span, now: now) else { return nil }
        return entry
    }

    /// The value of a key as text, nil when absent.
    func text(_ name: String, in namespace: KVNamespace, now: Int64 = 0) throws -> String? {
        try entry(name, in: namespace, now: now).map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// All names below a prefix, page by page.
    func names(in namespace: KVNamespace, prefix: String = "", limit: Int = 1000, now: Int64 = 0) throws -> [String] {
        var names: [String] = []
        var cursor: [UInt8]?
        repeat {
            let page = try list(namespace, prefix: bytes(prefix), limit: limit, cursor: cursor, now: now)
            names += page.names.map { String(decoding: $0, as: UTF8.self) }
            cursor = page.cursor
        } while cursor != nil
        return names
    }
}

extension KVMutationResult {
    /// The entity tag of what was written, nil when nothing was.
    var etag: [UInt8]? {
        switch self {
        case .created(let etag), .replaced(let etag): etag
        default: nil
        }
    }

    /// Whether the key had no entry before.
    var isCreated: Bool { if case .created = self { true } else { false } }

    /// Whether the key had an entry before.
    var isReplaced: Bool { if case .replaced = self { true } else { false } }

    /// The error, nil when it did not fail.
    var error: KVError? { if case .failed(let error) = self { error } else { nil } }
}
