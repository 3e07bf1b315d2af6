// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EventLoop
internal import FoundationEssentials
internal import HTTPCore

/// The id of a namespace: a UUID as 32 lower-case hexadecimal digits without dashes, as Workers KV has it.
struct NamespaceID: Hashable, Sendable {
    /// The digits.
    let text: String

    private static let digits = 32
    /// Where the dashes of a UUID stand (RFC 9562 section 4).
    private static let dashes = [8, 13, 18, 23]

    /// An id as somebody writes it: in either case, with or without the dashes.
    init?(_ written: some Sequence<UInt8>) {
        var bytes = Array(written.prefix(Self.digits + Self.dashes.count + 1))
        if bytes.count == Self.digits + Self.dashes.count {
            guard Self.dashes.allSatisfy({ bytes[$0] == 0x2d }) else { return nil }
            bytes.removeAll { $0 == 0x2d }
        }
        guard bytes.count == Self.digits, bytes.allSatisfy({ $0.hexDigitValue != nil }) else { return nil }
        text = String(decoding: bytes.map(\.asciiLowercased), as: UTF8.self)
    }

    /// The id that always belongs to a name: the first 32 digits of its SHA-256.
    init(hashOf name: String) {
        var bytes: [UInt8] = []
        for byte in SHA256.hash(data: Array(name.utf8)).prefix(Self.digits / 2) {
            bytes.append(UInt8(hexDigitOf: UInt64(byte >> 4)))
            bytes.append(UInt8(hexDigitOf: UInt64(byte)))
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// An id that nothing else has.
    static func random() -> NamespaceID {
        var bytes: [UInt8] = []
        for word in [ProcessFacts.random(), ProcessFacts.random()] {
            for shift in stride(from: 60, through: 0, by: -4) { bytes.append(UInt8(hexDigitOf: word >> UInt64(shift))) }
        }
        return NamespaceID(digits: bytes)
    }

    private init(digits: [UInt8]) { text = String(decoding: digits, as: UTF8.self) }
}
