// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What a path under `/client/v4` names. Paths are split before anything is decoded, so that an encoded slash in a key
/// separates nothing.
enum CloudflareRoute: Equatable {
    /// `/user/tokens/verify`.
    case tokenVerification
    /// `/accounts`.
    case accounts
    /// `/memberships`.
    case memberships
    /// `/accounts/{account}/storage/kv/namespaces`.
    case namespaces
    /// `…/namespaces/{namespace}`.
    case namespace(ByteRange)
    /// `…/{namespace}/keys`.
    case keys(ByteRange)
    /// `…/{namespace}/values/{key}`; the key still encoded, with whatever raw slashes it has.
    case value(ByteRange, key: ByteRange)
    /// `…/{namespace}/metadata/{key}`.
    case metadata(ByteRange, key: ByteRange)
    /// `…/{namespace}/bulk`.
    case bulk(ByteRange)
    /// `…/{namespace}/bulk/delete`.
    case bulkDelete(ByteRange)
    /// `…/{namespace}/bulk/get`.
    case bulkGet(ByteRange)
    /// None of these.
    case unknown

    /// What every path of the API begins with.
    static let prefix = "/client/v4"

    /// Whether a path belongs to the API.
    static func isIn(_ path: ByteRange, _ bytes: Span<UInt8>) -> Bool {
        guard path.count >= prefix.utf8.count, bytes.spells(prefix, at: Int(path.start)) else { return false }
        return path.count == prefix.utf8.count || bytes[Int(path.start) + prefix.utf8.count] == 0x2f
    }

    /// The meaning of a raw path that is in the API.
    init(_ path: ByteRange, _ bytes: Span<UInt8>) {
        var segments = Segments(from: Int(path.start) + Self.prefix.utf8.count, to: Int(path.end))
        switch segments.next(bytes) {
        case .some(let first) where bytes.isText(first, "user"):
            let isVerification = segments.take("tokens", bytes) && segments.take("verify", bytes)
            self = isVerification && segments.isEmpty ? .tokenVerification : .unknown
        case .some(let first) where bytes.isText(first, "memberships"):
            self = segments.isEmpty ? .memberships : .unknown
        case .some(let first) where bytes.isText(first, "accounts"):
            if segments.isEmpty {
                self = .accounts
            } else if let account = segments.next(bytes), !account.isEmpty, segments.take("storage", bytes),
                segments.take("kv", bytes), segments.take("namespaces", bytes)
            {
                self = Self.namespaceRoute(&segments, bytes)
            } else {
                self = .unknown
            }
        default: self = .unknown
        }
    }

    private static func namespaceRoute(_ segments: inout Segments, _ bytes: Span<UInt8>) -> CloudflareRoute {
        guard let namespace = segments.next(bytes) else { return .namespaces }
        guard !namespace.isEmpty else { return .unknown }
        guard let family = segments.next(bytes) else { return .namespace(namespace) }
        if bytes.isText(family, "values") {
            return segments.rest.map { .value(namespace, key: $0) } ?? .unknown
        }
        if bytes.isText(family, "metadata") {
            return segments.rest.map { .metadata(namespace, key: $0) } ?? .unknown
        }
        if bytes.isText(family, "keys") { return segments.isEmpty ? .keys(namespace) : .unknown }
        guard bytes.isText(family, "bulk") else { return .unknown }
        guard let verb = segments.next(bytes) else { return .bulk(namespace) }
        guard segments.isEmpty else { return .unknown }
        if bytes.isText(verb, "delete") { return .bulkDelete(namespace) }
        return bytes.isText(verb, "get") ? .bulkGet(namespace) : .unknown
    }

    /// The methods it has, as an Allow field lists them.
    var allowed: [RequestMethod] {
        switch self {
        case .tokenVerification, .accounts, .memberships, .keys, .metadata: [.get, .head]
        case .namespaces: [.get, .head, .post]
        case .namespace, .value: [.get, .head, .put, .delete]
        case .bulk: [.put, .delete]
        case .bulkDelete, .bulkGet: [.post]
        case .unknown: []
        }
    }
}

/// The segments of a path, from the slash before the first.
private struct Segments {
    private var index: Int
    private let end: Int

    init(from start: Int, to end: Int) {
        index = start
        self.end = end
    }

    /// Whether there are no more.
    var isEmpty: Bool { index >= end }

    /// Everything behind the next slash; nil if there is none.
    var rest: ByteRange? { isEmpty ? nil : ByteRange(index + 1, end) }

    /// The next one, which may be empty; nil behind the last.
    mutating func next(_ bytes: Span<UInt8>) -> ByteRange? {
        guard index < end else { return nil }
        let start = index + 1
        index = start
        while index < end, bytes[index] != 0x2f { index += 1 }
        return ByteRange(start, index)
    }

    /// Whether the next one spells the text.
    mutating func take(_ text: String, _ bytes: Span<UInt8>) -> Bool {
        next(bytes).map { bytes.isText($0, text) } ?? false
    }
}

extension Span<UInt8> {
    /// Whether the range spells exactly the text.
    fileprivate func isText(_ range: ByteRange, _ text: String) -> Bool {
        range.count == text.utf8.count && spells(text, at: Int(range.start))
    }
}
