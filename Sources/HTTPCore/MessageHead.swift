// SPDX-License-Identifier: Apache-2.0

/// One field line, by its place in the receive buffer.
public struct Field: Equatable, Sendable {
    /// The name as received.
    public let name: ByteRange
    /// The value without the blanks around it.
    public let value: ByteRange
    /// Which of the names known here it is.
    public let id: FieldName
    /// Whether the name has anything but letters, digits and hyphens. CGI-like programs make an underscore of all that
    /// (RFC 3875 section 4.1.18) and cannot tell `X_Client_ID` or `X.Client.ID` from `X-Client-ID`, so such fields are
    /// never forwarded.
    public let isAmbiguous: Bool
}

/// The head of a request or a response: where its parts stand in the receive buffer.
public struct MessageHead: Sendable {
    /// The version of the message.
    public internal(set) var version = HTTPVersion.http11
    /// The method of a request.
    public internal(set) var method = RequestMethod.get
    /// The method as spelt.
    public internal(set) var methodRange = ByteRange.empty
    /// The request target as received.
    public internal(set) var target = ByteRange.empty
    /// The status of a response, 100 to 999.
    public internal(set) var status = 0
    /// The reason phrase of a response.
    public internal(set) var reason = ByteRange.empty
    /// The field lines, in order.
    public internal(set) var fields: [Field] = []

    /// A head of which nothing is known yet.
    public init() {}

    /// Forgets the message before, so that none of it shows through one whose first line is never understood. Keeps the
    /// memory of the fields.
    mutating func reset() {
        version = .http11
        method = .get
        methodRange = .empty
        target = .empty
        status = 0
        reason = .empty
        fields.removeAll(keepingCapacity: true)
    }

    /// The first field of that name.
    @inline(__always)
    public func first(_ id: FieldName) -> Field? {
        for field in fields where field.id == id { return field }
        return nil
    }

    /// How many fields of that name there are.
    public func count(_ id: FieldName) -> Int {
        fields.reduce(0) { $0 + ($1.id == id ? 1 : 0) }
    }
}
