// SPDX-License-Identifier: Apache-2.0

/// Link header fields (RFC 8288, section 3).
enum LinkHeader {
    /// The links of a field's value. What is not well formed ends the reading.
    static func relations(_ value: String) -> [PageFacts.Relation] {
        let bytes = Array(value.utf8)
        var found: [PageFacts.Relation] = []
        var index = 0
        while found.count < AnalysisLimits.listedItems {
            skip(bytes, &index) { $0.isWhitespace || $0 == ASCII.comma }
            guard index < bytes.count, bytes[index] == ASCII.lessThan,
                let end = bytes[index...].firstIndex(of: ASCII.greaterThan)
            else { break }
            var relation = PageFacts.Relation(rel: [], href: Array(bytes[(index + 1)..<end]), isInHeader: true)
            index = end + 1
            while let (name, value) = parameter(bytes, &index) {
                switch name {
                case Array("rel".utf8): if relation.rel.isEmpty { relation.rel = value.map(\.lowercased) }
                case Array("hreflang".utf8): if relation.language == nil { relation.language = value }
                case Array("type".utf8): if relation.type == nil { relation.type = value }
                default: break
                }
            }
            found.append(relation)
        }
        return found
    }

    private static func skip(_ bytes: [UInt8], _ index: inout Int, while condition: (UInt8) -> Bool) {
        while index < bytes.count, condition(bytes[index]) { index += 1 }
    }

    /// The next parameter of a link; nil where the link ends.
    private static func parameter(_ bytes: [UInt8], _ index: inout Int) -> (name: [UInt8], value: [UInt8])? {
        skip(bytes, &index) { $0.isWhitespace || $0 == ASCII.semicolon }
        guard index < bytes.count, bytes[index] != ASCII.comma else { return nil }
        let start = index
        let ends = ASCII.mask(ASCII.equals, ASCII.semicolon, ASCII.comma) | ASCII.whitespace
        skip(bytes, &index) { !$0.isIn(ends) }
        guard index > start else { return nil }
        let name = bytes[start..<index].map(\.lowercased)
        skip(bytes, &index, while: \.isWhitespace)
        guard index < bytes.count, bytes[index] == ASCII.equals else { return (name, []) }
        index += 1
        skip(bytes, &index, while: \.isWhitespace)
        var value: [UInt8] = []
        guard index < bytes.count, bytes[index] == ASCII.quote else {
            let unquoted = index
            skip(bytes, &index) { !$0.isIn(ASCII.mask(ASCII.semicolon, ASCII.comma) | ASCII.whitespace) }
            return (name, Array(bytes[unquoted..<index]))
        }
        index += 1
        while index < bytes.count, bytes[index] != ASCII.quote {
            if bytes[index] == ASCII.backslash, index + 1 < bytes.count { index += 1 }
            value.append(bytes[index])
            index += 1
        }
        index = min(index + 1, bytes.count)
        return (name, value)
    }
}
