// SPDX-License-Identifier: Apache-2.0

/// One thing a block of JSON-LD describes: a top-level object, or an entry of its `@graph`.
struct StructuredDataItem: Equatable {
    /// The value of `@type`; the first one where there are several.
    var type: [UInt8]?
    var isValid: Bool
    var problems: [String] = []

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
        return collector.items
    }

    private struct Collector {
        var items: [StructuredDataItem] = []
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
                    items.append(.init(type: nil, isValid: false, problems: ["no @type"]))
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
            items[item] = .init(type: bytes, isValid: true)
        }
    }
}
