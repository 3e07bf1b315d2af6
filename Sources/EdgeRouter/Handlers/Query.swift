// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// The parameters of a request's query, as `name=value` pairs joined by `&`. Of two with one name the first counts.
struct Query {
    private var pairs: [(name: [UInt8], value: [UInt8])] = []

    init(_ exchange: Exchange) {
        self.init(exchange.buffer.bytes[(exchange.semantics.target.query ?? .empty).indices])
    }

    init(_ bytes: ArraySlice<UInt8>) {
        for part in bytes.split(separator: 0x26) {
            let equals = part.firstIndex(of: 0x3d) ?? part.endIndex
            let value = equals < part.endIndex ? part[(equals + 1)...] : part[part.endIndex...]
            pairs.append((Self.decode(part[..<equals]), Self.decode(value)))
        }
    }

    /// Percent-decoded, with plus for a space as forms write it; a broken escape stands for itself.
    private static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let spaced = bytes.map { $0 == 0x2b ? 0x20 : $0 }
        return PercentCoding.decode(spaced.span, ByteRange(0, spaced.count)) ?? spaced
    }

    /// The value as it was sent.
    func bytes(_ name: String) -> [UInt8]? {
        pairs.first { $0.name.elementsEqual(name.utf8) }?.value
    }

    /// The first parameter that is none of these: a mistyped one would else be ignored without a word.
    func firstName(notIn names: [String]) -> String? {
        pairs.lazy.map { String(decoding: $0.name, as: UTF8.self) }.first { !names.contains($0) }
    }

    /// All parameters as text.
    var all: [(name: String, value: String)] {
        pairs.map { (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self)) }
    }

    subscript(_ name: String) -> String? {
        bytes(name).map { String(decoding: $0, as: UTF8.self) }
    }
}
