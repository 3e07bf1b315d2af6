// SPDX-License-Identifier: Apache-2.0

/// A start or end tag. One value is reused for every tag of a document: names and values lie one behind the other in
/// one buffer and are read as spans, so that a tag costs no allocation.
struct HTMLTag {
    /// Where an attribute's name and value lie in the tag's bytes; the value follows its name.
    struct Attribute {
        var start: Int
        var nameEnd: Int
        var end: Int
    }

    /// Attributes kept for one tag; more are dropped. The standard knows no limit; pages in the wild stay below 100.
    static let maximumAttributes = 256
    /// Bytes kept of one name or value; the rest of it is dropped. Ample for a `srcset`; embedded images are larger.
    static let maximumAttributeBytes = 64 * 1024

    private(set) var bytes: [UInt8] = []
    private(set) var nameEnd = 0
    private(set) var attributes: [Attribute] = []
    var isSelfClosing = false

    private var attributeStart = -1
    private var attributeNameEnd = -1
    /// One bit for each hash of a name seen, so that looking for duplicates costs nothing in ordinary tags.
    private var seenNames: UInt64 = 0

    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
        nameEnd = 0
        isSelfClosing = false
        attributeStart = -1
        seenNames = 0
    }

    mutating func appendToName(_ run: Span<UInt8>) {
        let room = HTMLTag.maximumAttributeBytes - bytes.count
        bytes.appendLowercased(run.extracting(first: max(0, room)))
        nameEnd = bytes.count
    }

    mutating func beginAttribute() {
        attributeStart = bytes.count
        attributeNameEnd = -1
    }

    mutating func appendToAttributeName(_ run: Span<UInt8>) {
        let room = HTMLTag.maximumAttributeBytes - (bytes.count - attributeStart)
        bytes.appendLowercased(run.extracting(first: max(0, room)))
    }

    var isReadingAttribute: Bool { attributeStart >= 0 }

    mutating func beginAttributeValue() { attributeNameEnd = bytes.count }

    mutating func appendToAttributeValue(_ run: Span<UInt8>) {
        let room = HTMLTag.maximumAttributeBytes - (bytes.count - attributeNameEnd)
        bytes.append(run.extracting(first: max(0, room)))
    }

    /// Takes up the attribute read last, unless one of its name is there already (13.2.5.33) or the tag is full.
    mutating func endAttribute() {
        guard attributeStart >= 0 else { return }
        let nameEnd = attributeNameEnd < 0 ? bytes.count : attributeNameEnd
        let attribute = Attribute(start: attributeStart, nameEnd: nameEnd, end: bytes.count)
        attributeStart = -1
        let bit = nameBit(attribute)
        let isNew = seenNames & bit == 0 || !isDuplicate(attribute)
        guard isNew, attributes.count < HTMLTag.maximumAttributes else {
            bytes.removeSubrange(attribute.start...)
            return
        }
        seenNames |= bit
        attributes.append(attribute)
    }

    private func nameBit(_ attribute: Attribute) -> UInt64 {
        var hash: UInt64 = 0
        for index in attribute.start..<attribute.nameEnd { hash = (hash &* 31) &+ UInt64(bytes[index]) }
        return 1 << (hash & 63)
    }

    private func isDuplicate(_ attribute: Attribute) -> Bool {
        let name = bytes.span.extracting(attribute.start..<attribute.nameEnd)
        for other in attributes where other.nameEnd - other.start == name.count {
            if bytes.span.extracting(other.start..<other.nameEnd).equals(name) { return true }
        }
        return false
    }
}

extension HTMLTag {
    /// Whether the tag's name is that of another buffer, byte for byte.
    func hasName(_ name: [UInt8]) -> Bool { bytes.span.extracting(0..<nameEnd).equals(name.span) }

    /// Where the value of the attribute of this name lies in `bytes`; nil if the tag has none of it.
    func value(_ name: String) -> Range<Int>? {
        let wanted = name.utf8.count
        for attribute in attributes where attribute.nameEnd - attribute.start == wanted {
            if bytes.span.extracting(attribute.start..<attribute.nameEnd).equalsIgnoringCase(name) {
                return attribute.nameEnd..<attribute.end
            }
        }
        return nil
    }
}
