// SPDX-License-Identifier: Apache-2.0

/// How much of what the protocol code takes, in bytes or counts. Each is the choice made for this program; where a
/// standard recommends a value, it is named.
public enum HTTPLimits {
    /// The request line, in bytes without its end. RFC 9112 section 3 recommends at least 8,000. Beyond: 414.
    public static let requestLineBytes = 8 * 1024
    /// A whole message head, in bytes. Beyond: 431 for a request, 502 for an upstream's response.
    public static let headBytes = 32 * 1024
    /// Field lines of a head. HAProxy takes 101 lines, hyper 100 fields. Beyond: 431 or 502.
    public static let fieldCount = 100
    /// Empty lines before a request line that are passed over (RFC 9112 section 2.2 asks for at least one).
    public static let leadingEmptyLines = 4
    /// Chunk extensions of one body, in bytes (RFC 9112 section 7.1.1 asks for a limit).
    public static let chunkExtensionBytes = 4 * 1024
    /// Trailer section of one body, in bytes.
    public static let trailerBytes = 8 * 1024
    /// Digits of a chunk size: as many as 64 bits take.
    public static let chunkSizeDigits = 16
    /// What is left of a request body is read and thrown away up to this size, in bytes, so that the connection can go
    /// on after an early answer; beyond, the connection is closed.
    public static let drainableBodyBytes: UInt64 = 64 * 1024
}
