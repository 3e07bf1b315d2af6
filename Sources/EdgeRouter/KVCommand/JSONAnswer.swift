// SPDX-License-Identifier: Apache-2.0

/// An answer of the server, or a part of one: a JSON object to be read.
struct JSONAnswer {
    let json: [UInt8]
    private let members: [(name: String, value: Range<Int>)]

    init(_ json: [UInt8]) throws(CommandFailure) {
        guard JSONSyntax.isValid(json), let members = JSONParts.members(json, 0..<json.count) else {
            throw CommandFailure("The server's answer is not of this API.")
        }
        self.json = json
        self.members = members
    }

    private func range(_ name: String) throws(CommandFailure) -> Range<Int> {
        guard let member = members.first(where: { $0.name == name }) else {
            throw CommandFailure("The server's answer has no `\(name)`.")
        }
        return member.value
    }

    func member(_ name: String) throws(CommandFailure) -> JSONAnswer { try JSONAnswer(Array(json[try range(name)])) }

    func elements(_ name: String) throws(CommandFailure) -> [Range<Int>] {
        JSONParts.elements(json, try range(name)) ?? []
    }

    func text(_ name: String) throws(CommandFailure) -> String { JSONParts.string(json, try range(name)) ?? "" }

    func count(_ name: String) throws(CommandFailure) -> Int {
        Int(JSONParts.integer(json, try range(name)) ?? 0)
    }

    /// A whole number; nil for null.
    func number(_ name: String) throws(CommandFailure) -> Int? {
        JSONParts.integer(json, try range(name)).flatMap { Int(exactly: $0) }
    }

    func isTrue(_ name: String) throws(CommandFailure) -> Bool { JSONParts.isWord("true", json, try range(name)) }

    /// The members in their order, as the API gave them.
    var parts: [(name: String, json: [UInt8])] { members.map { ($0.name, Array(json[$0.value])) } }
}
