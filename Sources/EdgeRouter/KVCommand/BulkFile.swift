// SPDX-License-Identifier: Apache-2.0

/// A JSON file with entries or keys. Nothing of it is changed on its way to the API; only its form is looked at, so
/// that a mistake is told before anything is done.
struct BulkFile {
    /// The longest file, in bytes.
    static let bytes = 1024 * 1024 * 1024

    private let name: String
    private let json: [UInt8]
    private let elements: [Range<Int>]

    init(_ name: String, _ json: [UInt8]) throws(CommandFailure) {
        guard JSONSyntax.isValid(json) else { throw CommandFailure("\(name) is not JSON.") }
        guard let elements = JSONParts.elements(json, 0..<json.count) else {
            throw CommandFailure("\(name) is not a JSON list.")
        }
        self.name = name
        self.json = json
        self.elements = elements
    }

    /// The entries, each `{key, value, …}`.
    func entries() throws(CommandFailure) -> [ArraySlice<UInt8>] {
        for (index, range) in elements.enumerated() {
            let members = JSONParts.members(json, range) ?? []
            let hasAll = ["key", "value"].allSatisfy { name in
                members.contains { $0.name == name && JSONParts.text(json, $0.value) != nil }
            }
            guard hasAll else {
                throw CommandFailure("\(name): element \(index) is not of the form {\"key\": \"…\", \"value\": \"…\"}.")
            }
        }
        return elements.map { json[$0] }
    }

    /// The keys, each a string or an object with a `name` or a `key`, as listings and files of entries have them.
    func keys() throws(CommandFailure) -> [ArraySlice<UInt8>] {
        var keys: [ArraySlice<UInt8>] = []
        for (index, range) in elements.enumerated() {
            var key = range
            if let members = JSONParts.members(json, range),
                let named = members.first(where: { $0.name == "name" || $0.name == "key" })
            {
                key = named.value
            }
            guard json[key.lowerBound] == 0x22 else {
                throw CommandFailure("\(name): element \(index) is no key: neither a string nor {\"name\": \"…\"}.")
            }
            keys.append(json[key])
        }
        return keys
    }

    /// The items as a JSON list.
    static func list(_ items: ArraySlice<ArraySlice<UInt8>>) -> [UInt8] {
        [0x5b] + items.joined(separator: [0x2c]) + [0x5d]
    }

    /// Divides items so that no request has more than so many, nor, but for a single one, more than so many bytes.
    static func batches(_ items: [ArraySlice<UInt8>], count: Int, bytes: Int) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var (start, size) = (0, 0)
        for (index, item) in items.enumerated() {
            if index > start, index - start >= count || size + item.count > bytes {
                batches.append(start..<index)
                (start, size) = (index, 0)
            }
            size += item.count
        }
        return start < items.count ? batches + [start..<items.count] : batches
    }
}
