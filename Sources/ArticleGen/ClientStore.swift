// SPDX-License-Identifier: Apache-2.0

/// What one client has stored, and where what is written for it goes: its own namespace, within its limits. Whoever
/// asks for text hands it in.
public protocol ClientStore: Sendable {
    /// The value of a key; nil for none.
    func value(_ key: String) async throws(GatewayError) -> [UInt8]?
    /// Stores a document; returns when it is on disk.
    func put(_ document: StoredDocument) async throws(GatewayError)
    /// Removes a key; returns when that is on disk.
    func remove(_ key: String) async throws(GatewayError)
    /// The first keys with a prefix, in order, and their metadata. At most so many.
    func keys(_ prefix: String, limit: Int) async throws(GatewayError) -> [StoredKey]
}

/// A JSON document to store.
public struct StoredDocument: Sendable {
    /// Where.
    public var key: String
    /// JSON.
    public var value: [UInt8]
    /// What a list tells of it: a JSON object.
    public var metadata: JSONValue
    /// For how many seconds it is kept; nil for good.
    public var seconds: Int64?

    /// A document that is kept for good.
    public init(key: String, value: [UInt8], metadata: JSONValue) {
        self.key = key
        self.value = value
        self.metadata = metadata
    }
}

/// A key and what a list tells of it.
public struct StoredKey: Hashable, Sendable {
    /// The key.
    public var name: String
    /// What is told of it; nil where nothing is.
    public var metadata: JSONValue?

    /// A key.
    public init(name: String, metadata: JSONValue?) {
        self.name = name
        self.metadata = metadata
    }
}
