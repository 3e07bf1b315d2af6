// SPDX-License-Identifier: Apache-2.0

/// One thing a page describes for machines: a top-level object of a block of JSON-LD, an entry of its `@graph`, or an
/// element with `itemscope`.
struct StructuredDataItem: Equatable {
    enum Format: String {
        case jsonLD = "json-ld"
        case microdata
    }

    /// The name of its type; the first one where there are several.
    var type: [UInt8]?
    /// Whether it says its type and has the properties that things of the type need.
    var isValid: Bool
    var problems: [String] = []
    var format = Format.jsonLD

    init(type: [UInt8]?, isValid: Bool, problems: [String] = [], format: Format = .jsonLD) {
        self.type = type
        self.isValid = isValid
        self.problems = problems
        self.format = format
    }

    /// Judges a thing by its properties.
    init(type: [UInt8]?, properties: [[UInt8]], format: Format) {
        let noType = format == .jsonLD ? "no @type" : "no itemtype"
        let problems = type.map { StructuredDataRules.problems(type: $0, properties: properties) } ?? [noType]
        self.init(type: type, isValid: problems.isEmpty, problems: problems, format: format)
    }

    /// The things a block describes, or one that says why it cannot be read.
    static func items(of block: [UInt8]) -> [StructuredDataItem] {
        var reader = JSONReader(block)
        var collector = Collector()
        do throws(JSONReader.Failure) {
            while let event = try reader.next() { collector.take(event) }
        } catch {
            let problem = "not well-formed JSON at byte \(error.offset)"
            return [StructuredDataItem(type: collector.items.first?.type, isValid: false, problems: [problem])]
        }
        return collector.items.map { StructuredDataItem(type: $0.type, properties: $0.properties, format: .jsonLD) }
    }

    private struct Collector {
        struct Item {
            var type: [UInt8]?
            var properties: [[UInt8]] = []
        }

        var items: [Item] = []
        /// For each open object or array: the item it is, if it is one, and whether its elements are items.
        private var levels: [(item: Int?, holdsItems: Bool)] = []
        private var name: [UInt8]?

        mutating func take(_ event: JSONReader.Event) {
            switch event {
            case .beginObject:
                let isItem = levels.last?.holdsItems ?? true
                var index: Int?
                if isItem, items.count < AnalysisLimits.listedItems {
                    index = items.count
                    items.append(Item())
                }
                levels.append((index, false))
            case .beginArray:
                let isGraph = name == Array("@graph".utf8) && levels.last?.item != nil
                let isType = name == Array("@type".utf8)
                if isGraph, let item = levels.last?.item, items.indices.contains(item), items[item].type == nil {
                    // What only holds a graph is not a thing itself.
                    items.removeLast(items.count - item)
                    levels[levels.count - 1].item = nil
                }
                levels.append((isType ? levels.last?.item : nil, levels.isEmpty || isGraph))
            case .endObject, .endArray:
                levels.removeLast()
            case .name(let bytes):
                name = bytes
                if let item = levels.last?.item, items[item].properties.count < StructuredDataRules.knownProperties {
                    items[item].properties.append(bytes)
                }
                return
            case .string(let bytes):
                setType(bytes)
            case .other:
                break
            }
            if case .beginArray = event { return }
            name = levels.last.flatMap { $0.item != nil ? name : nil }
        }

        private mutating func setType(_ bytes: [UInt8]) {
            guard name == Array("@type".utf8), let item = levels.last?.item, items[item].type == nil else { return }
            items[item].type = StructuredDataRules.name(ofType: bytes)
        }
    }
}
