// SPDX-License-Identifier: Apache-2.0

/// Finds ids that other elements refer to and that more than one element has (the axe rule "duplicate-id-aria").
struct IDCollector {
    private var seen: Set<[UInt8]> = []
    private var repeated: Set<[UInt8]> = []
    private var referred: [[UInt8]] = []

    /// Attributes that name other elements by their ids (WAI-ARIA 1.2), behind "aria-", and the label's `for`.
    private static let references = [
        "activedescendant", "controls", "describedby", "details", "errormessage", "flowto", "labelledby", "owns",
    ]

    mutating func take(_ tag: HTMLTag) {
        for attribute in tag.attributes {
            let name = attribute.start..<attribute.nameEnd
            switch (name.count, tag.bytes[name.lowerBound]) {
            case (2, 0x69) where tag.bytes[name.lowerBound + 1] == 0x64:
                take(id: Array(tag.bytes[attribute.nameEnd..<attribute.end]))
            case (3, 0x66), (9..., 0x61):
                if IDCollector.isReference(tag.bytes.span.extracting(name)) {
                    let ids = tag.bytes[attribute.nameEnd..<attribute.end].split(whereSeparator: \.isWhitespace)
                    let room = AnalysisLimits.distinctIDs - referred.count
                    referred += ids.prefix(max(0, room)).map { Array($0) }
                }
            default:
                continue
            }
        }
    }

    private mutating func take(id: [UInt8]) {
        guard !id.isEmpty else { return }
        if seen.count < AnalysisLimits.distinctIDs {
            if !seen.insert(id).inserted { repeated.insert(id) }
        } else if seen.contains(id) {
            repeated.insert(id)
        }
    }

    private static func isReference(_ name: Span<UInt8>) -> Bool {
        let prefix = 5
        if name.equalsIgnoringCase("for") { return true }
        guard name.count > prefix, name.extracting(0..<prefix).equalsIgnoringCase("aria-") else { return false }
        let rest = name.extracting(prefix..<name.count)
        return references.contains { rest.equalsIgnoringCase($0) }
    }

    func finish(_ facts: inout PageFacts) {
        facts.refersToIDs = referred.contains(where: seen.contains)
        guard !repeated.isEmpty else { return }
        var told: Set<[UInt8]> = []
        for id in referred where repeated.contains(id) && told.insert(id).inserted {
            facts.repeatedIDs.add(.init(snippet: Array(id.prefix(AnalysisLimits.snippetBytes))))
        }
    }
}
