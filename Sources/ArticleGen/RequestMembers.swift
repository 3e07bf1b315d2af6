// SPDX-License-Identifier: Apache-2.0

/// The members of a request's JSON object, each read with its limits. A member that is not known is refused: a mistyped
/// one would else be ignored without a word.
struct RequestMembers {
    private let value: JSONValue

    /// Reads a body that may have members of these names.
    init(_ body: [UInt8], names: [String]) throws(GatewayError) {
        guard let value = JSONValue(body), let members = value.objectMembers else {
            throw .invalid(nil, "The body is not a JSON object in UTF-8, or is nested too deep.")
        }
        if let other = members.first(where: { !names.contains($0.name) }) {
            throw .invalid(
                other.name, "`\(other.name)` is no member of this request; there are \(names.joined(separator: ", ")).")
        }
        self.value = value
    }

    /// The text of a member, of which blanks alone are none; nil where it is not there.
    func text(_ name: String, atMost bytes: Int) throws(GatewayError) -> String? {
        guard let member = value[name] else { return nil }
        guard let text = member.text, text.utf8.count <= bytes, text.contains(where: { !$0.isWhitespace }) else {
            throw .invalid(name, "`\(name)` must be a text of 1 to \(bytes) bytes that is not blank.")
        }
        return text
    }

    /// The text of a member that must be there.
    func required(_ name: String, atMost bytes: Int) throws(GatewayError) -> String {
        if let text = try text(name, atMost: bytes) { return text }
        throw .invalid(name, "`\(name)` is missing: a text of 1 to \(bytes) bytes.")
    }

    /// A whole number.
    func whole(_ name: String, in range: ClosedRange<Int>) throws(GatewayError) -> Int? {
        guard let member = value[name] else { return nil }
        guard let number = member.integer, range.contains(number) else {
            throw .invalid(
                name, "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// The name of a conversation.
    func session(_ name: String = "session") throws(GatewayError) -> String? {
        guard let session = try text(name, atMost: SessionName.maximumBytes) else { return nil }
        guard SessionName.isValid(session) else { throw SessionName.refusal }
        return session
    }
}

/// How conversations may be called.
public enum SessionName {
    /// The longest name, in bytes.
    public static let maximumBytes = 64

    /// Whether a text is a name: letters of ASCII, digits, `-`, `_` and `.`, the first a letter or digit.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        guard 1...maximumBytes ~= text.utf8.count, let first = text.utf8.first else { return false }
        func isPlain(_ byte: UInt8) -> Bool {
            0x61...0x7a ~= byte || 0x41...0x5a ~= byte || 0x30...0x39 ~= byte
        }
        return isPlain(first) && text.utf8.allSatisfy { isPlain($0) || [0x2d, 0x2e, 0x5f].contains($0) }
    }

    /// What is wrong with one that is none.
    public static var refusal: GatewayError {
        .invalid(
            "session",
            "`session` must have 1 to \(maximumBytes) characters out of a-z, A-Z, 0-9, `-`, `_` and `.`, and begin "
                + "with a letter or digit.")
    }
}
