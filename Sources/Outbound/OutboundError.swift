// SPDX-License-Identifier: Apache-2.0

/// Why there is no complete response.
public struct OutboundError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong, by who would have to mend it.
    public enum Kind: Equatable, Sendable {
        /// The request cannot be sent as it is: the caller's fault.
        case invalidRequest
        /// The caller cancelled it.
        case cancelled
        /// libcurl cannot be opened on this machine.
        case libraryMissing
        /// As many transfers as allowed are under way, or the machine has no thread or memory left.
        case overloaded
        /// The client was closed.
        case closed
        /// The host's name has no address.
        case cannotResolve
        /// Nobody answers at the address, or the connection broke while it was being made.
        case cannotConnect
        /// The request's policy refused the address. The text does not say which address it was.
        case addressRefused
        /// The peer's certificate is not trusted, or TLS could not be agreed on.
        case tls
        /// The peer took too long.
        case timeout(OutboundDeadline)
        /// The header lines of the response go beyond the limit.
        case headTooLarge
        /// The body goes beyond the limit. What is within it was delivered.
        case bodyTooLarge
        /// The response's body was cut short.
        case truncated
        /// What came is not HTTP, or is not as the head announced it.
        case invalidResponse
        /// The connection broke before the response had begun.
        case connectionLost
    }

    /// What went wrong.
    public let kind: Kind
    /// Who failed, with what, and what would be right.
    public let description: String
    /// Whether the peer may have seen any of the request, so that sending it again may be doing it twice.
    public let mayHaveBeenReceived: Bool

    init(_ kind: Kind, _ description: String, mayHaveBeenReceived: Bool = false) {
        self.kind = kind
        self.description = description
        self.mayHaveBeenReceived = mayHaveBeenReceived
    }
}
