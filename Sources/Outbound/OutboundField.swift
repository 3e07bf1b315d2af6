// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// A header field of a request or a response.
public struct OutboundField: Equatable, Sendable {
    /// The name as written or received; names are compared without regard to case.
    public let name: String
    /// The value without the blanks around it. What was not UTF-8 in a response stands as U+FFFD.
    public let value: String

    /// A field. Whether it can be sent is decided when its request starts.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether it has that name, in ASCII letters of either case.
    public func isNamed(_ name: String) -> Bool {
        self.name.utf8.count == name.utf8.count
            && zip(self.name.utf8, name.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}
