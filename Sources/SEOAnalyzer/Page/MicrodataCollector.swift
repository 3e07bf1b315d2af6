// SPDX-License-Identifier: Apache-2.0

/// Gathers the things a page describes by attributes (HTML, section 5): those that are not properties of others.
struct MicrodataCollector {
    private struct Item {
        var type: [UInt8]?
        var properties: [[UInt8]] = []
    }

    private var items: [Item] = []
    /// The items of the elements that are open; nil for one that is a property of another.
    private var open: [Int?] = []

    var isOpen: Bool { !open.isEmpty }

    mutating func begin(type: [UInt8]?, isProperty: Bool) {
        if isProperty, isOpen || items.count >= AnalysisLimits.listedItems {
            open.append(nil)
        } else {
            open.append(items.count)
            items.append(Item(type: type.map { StructuredDataRules.name(ofType: $0) }))
        }
    }

    /// Takes the names in an `itemprop`, of the innermost open thing.
    mutating func add(_ names: [UInt8]) {
        guard let last = open.last, let item = last else { return }
        let room = StructuredDataRules.knownProperties - items[item].properties.count
        items[item].properties += names.split(whereSeparator: \.isWhitespace).prefix(max(0, room)).map { Array($0) }
    }

    mutating func end() { open.removeLast() }

    /// The things found, no more than there is room for.
    func finish(room: Int) -> [StructuredDataItem] {
        items.prefix(max(0, room)).map {
            StructuredDataItem(type: $0.type, properties: $0.properties, format: .microdata)
        }
    }
}
