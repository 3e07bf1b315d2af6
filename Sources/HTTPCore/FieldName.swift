// SPDX-License-Identifier: Apache-2.0

/// The field names that mean something to this program. Any other name is `.other` and passes through untouched.
public enum FieldName: UInt8, Sendable, CaseIterable {
    case other
    case accept, authorization, connection, contentLength, contentType, cookie, date, expect, forwarded, host
    case ifMatch, ifNoneMatch, keepAlive, location, origin, proxyConnection, setCookie, te, trailer, transferEncoding
    case upgrade, via, xClientID, xEdgeAuth, xEdgeToken, xForwardedFor, xForwardedHost, xForwardedPrefix
    case xForwardedProto, xKVMetadata, xRealIP, xRequestID, serverTiming, contentLocation, etag, expiresAt

    /// The spelling on the wire, in lower case.
    public var lowercase: String {
        switch self {
        case .other: ""
        case .accept: "accept"
        case .authorization: "authorization"
        case .connection: "connection"
        case .contentLength: "content-length"
        case .contentType: "content-type"
        case .cookie: "cookie"
        case .date: "date"
        case .expect: "expect"
        case .forwarded: "forwarded"
        case .host: "host"
        case .ifMatch: "if-match"
        case .ifNoneMatch: "if-none-match"
        case .keepAlive: "keep-alive"
        case .location: "location"
        case .origin: "origin"
        case .proxyConnection: "proxy-connection"
        case .setCookie: "set-cookie"
        case .te: "te"
        case .trailer: "trailer"
        case .transferEncoding: "transfer-encoding"
        case .upgrade: "upgrade"
        case .via: "via"
        case .xClientID: "x-client-id"
        case .xEdgeAuth: "x-edge-auth"
        case .xEdgeToken: "x-edge-token"
        case .xForwardedFor: "x-forwarded-for"
        case .xForwardedHost: "x-forwarded-host"
        case .xForwardedPrefix: "x-forwarded-prefix"
        case .xForwardedProto: "x-forwarded-proto"
        case .xKVMetadata: "x-kv-metadata"
        case .xRealIP: "x-real-ip"
        case .xRequestID: "x-request-id"
        case .serverTiming: "server-timing"
        case .contentLocation: "content-location"
        case .etag: "etag"
        case .expiresAt: "expires-at"
        }
    }

    /// Fields that concern one connection only and are never forwarded (RFC 9110 section 7.6.1).
    public var isHopByHop: Bool {
        switch self {
        case .connection, .keepAlive, .proxyConnection, .te, .trailer, .transferEncoding, .upgrade: true
        default: false
        }
    }

    /// Fields that a `Connection` field must not name: dropping them on the way would change who is asking, for what,
    /// or where a message ends.
    var isProtected: Bool {
        switch self {
        case .authorization, .contentLength, .cookie, .forwarded, .host, .transferEncoding, .xClientID, .xEdgeAuth,
            .xEdgeToken, .xForwardedFor, .xForwardedHost, .xForwardedPrefix, .xForwardedProto, .xRealIP, .xRequestID:
            true
        default: false
        }
    }
}

/// A lower-cased name of up to 32 bytes packed into words, so that comparing two names is comparing four integers.
struct PackedName: Equatable {
    static let capacity = 32

    private(set) var count = 0
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    /// Adds a byte that is already lower case; beyond the capacity only the count goes on.
    @inline(__always)
    mutating func append(_ byte: UInt8) {
        let bits = UInt64(byte) << UInt64((count & 7) * 8)
        switch count >> 3 {
        case 0: first |= bits
        case 1: second |= bits
        case 2: third |= bits
        case 3: fourth |= bits
        default: break
        }
        count += 1
    }
}

/// Finds a ``FieldName`` by its packed spelling: the few candidates of the same length are compared in turn.
struct FieldNameTable {
    private let entries: [(name: PackedName, field: FieldName)]
    /// The first entry of each length; one more than the longest length.
    private let starts: [Int]

    static let shared = FieldNameTable()

    private init() {
        let packed = FieldName.allCases.dropFirst().map { field in
            var name = PackedName()
            for byte in field.lowercase.utf8 { name.append(byte) }
            return (name: name, field: field)
        }
        let sorted = packed.sorted { $0.name.count < $1.name.count }
        entries = sorted
        starts = (0...PackedName.capacity + 1).map { length in
            sorted.firstIndex { $0.name.count >= length } ?? sorted.count
        }
    }

    @inline(__always)
    func find(_ name: borrowing PackedName) -> FieldName {
        let length = name.count
        guard length <= PackedName.capacity else { return .other }
        for index in starts[length]..<starts[length + 1] where entries[index].name == name {
            return entries[index].field
        }
        return .other
    }
}
