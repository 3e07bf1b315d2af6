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

    /// Packs a plain name, eight bytes at a time; nil if it is empty or has other characters than letters, digits and
    /// `-`. It must have no control characters.
    @inline(__always)
    init?(plain bytes: Span<UInt8>, _ range: ByteRange) {
        let start = Int(range.start)
        count = range.count
        guard count > 0, let word = ByteWord(bytes, at: start).plainName(count) else { return nil }
        first = word.bits
        guard count > 8 else { return }
        guard let word = ByteWord(bytes, at: start &+ 8).plainName(count &- 8) else { return nil }
        second = word.bits
        guard count > 16 else { return }
        guard let word = ByteWord(bytes, at: start &+ 16).plainName(count &- 16) else { return nil }
        third = word.bits
        guard count > 24 else { return }
        guard let word = ByteWord(bytes, at: start &+ 24).plainName(count &- 24) else { return nil }
        fourth = word.bits
        // Longer ones are rare enough to be read byte by byte.
        guard count <= Self.capacity else { return nil }
    }

    /// Nothing yet.
    init() {}

    /// Eight bits that depend on every byte and the length, and on the multiplier.
    @inline(__always)
    func hash(_ multiplier: UInt64) -> Int {
        let words = first &+ second &* 3 &+ third &* 5 &+ fourth &* 7 &+ UInt64(count)
        return Int(truncatingIfNeeded: (words &* multiplier) &>> 56)
    }

    /// Whether the name is the text of these words. Names have no zeros, so that no longer one is the same.
    @inline(__always)
    func spells(_ text: ByteWord, _ rest: ByteWord = ByteWord(0)) -> Bool {
        first == text.bits && second == rest.bits && third | fourth == 0
    }

    /// Adds the name of a complete field line, with whatever a token may have; says whether it is ambiguous
    /// (``Field/isAmbiguous``).
    mutating func append(nameOf line: ByteRange, _ bytes: Span<UInt8>) throws(MessageFault) -> Bool {
        var isAmbiguous = false
        for index in line.indices {
            let byte = bytes[index]
            guard byte.isTokenCharacter else {
                guard byte == ASCII.colon, count > 0 else { throw .fieldName }
                return isAmbiguous
            }
            let lowercased = byte.asciiLowercased
            let isLetter = lowercased >= 0x61 && lowercased <= 0x7a
            if !isLetter, !byte.isASCIIDigit, byte != 0x2d { isAmbiguous = true }
            append(lowercased)
        }
        throw .fieldWithoutColon
    }
}

/// Finds a ``FieldName`` by its packed spelling: a hash table without collisions, so that one comparison decides.
struct FieldNameTable {
    /// The first stands for the empty slots: no field has its empty name.
    private let entries: [(name: PackedName, field: FieldName)]
    /// By hash, the place in `entries`.
    private let slots: [UInt8]
    private let multiplier: UInt64

    static let shared = FieldNameTable()

    private init() {
        entries = FieldName.allCases.map { field in
            var name = PackedName()
            for byte in field.lowercase.utf8 { name.append(byte) }
            return (name, field)
        }
        // With so many more slots than names a multiplier without collisions is found within some dozen attempts.
        var candidate: UInt64 = 0x9e37_79b9_7f4a_7c15
        while true {
            if let slots = Self.slots(for: entries.map(\.name), candidate) {
                self.slots = slots
                multiplier = candidate
                return
            }
            candidate = candidate &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        }
    }

    /// The place of each name by its hash; nil if two have the same.
    private static func slots(for names: [PackedName], _ multiplier: UInt64) -> [UInt8]? {
        var slots = [UInt8](repeating: 0, count: 256)
        for (place, name) in names.enumerated().dropFirst() {
            let slot = name.hash(multiplier)
            guard slots[slot] == 0 else { return nil }
            slots[slot] = UInt8(place)
        }
        return slots
    }

    @inline(__always)
    func find(_ name: borrowing PackedName) -> FieldName {
        let place = Int(slots[name.hash(multiplier)])
        return entries[place].name == name ? entries[place].field : .other
    }
}
