// SPDX-License-Identifier: Apache-2.0

/// What to ask of whom, and what it may cost. Redirects are never followed: a 3xx is a response like any other. No
/// proxy, no `.netrc`, no cookie and no credential is used that is not in here.
public struct OutboundRequest: Sendable {
    /// Where the body of a request comes from.
    public enum Body: Sendable {
        /// There is none. POST, PUT and PATCH say so with a length of zero.
        case none
        /// These bytes.
        case bytes([UInt8])
        /// What ``OutboundTransfer/send(_:)`` is given, exactly `length` bytes of it, or, where that is nil, until
        /// ``OutboundTransfer/finishSending()`` (then as chunks).
        case streamed(length: Int?)
    }

    /// The highest version to speak.
    public enum Version: Sendable {
        /// HTTP/1.1 only.
        case http11
        /// HTTP/2 where a server offers it in the TLS handshake, else HTTP/1.1.
        case http2
    }

    /// The method, as spelt on the wire. Any token but CONNECT.
    public var method: String
    /// An absolute http or https URL without user information, in ASCII: an internationalised host in its `xn--` form,
    /// all else percent-encoded. Dot segments are sent as they stand.
    public var url: String
    /// The header fields, sent in this order. Those that frame the body or concern the connection are not the
    /// caller's to set.
    public var fields: [OutboundField]
    /// The body.
    public var body: Body
    /// The path of a Unix socket to connect to instead of the URL's host.
    public var unixSocket: String?
    /// How long it may take.
    public var deadlines = OutboundDeadlines()
    /// Header lines of the response in bytes, at most ``OutboundLimits/headBytes``.
    public var headBytes = OutboundLimits.headBytes
    /// Body bytes of the response, decoded. More of them end the transfer as ``OutboundError/Kind/bodyTooLarge``, after
    /// just this many have been delivered. `Int.max` for no limit.
    public var bodyBytes = OutboundLimits.bodyBytes
    /// Body bytes that may be delivered and not yet acknowledged by ``OutboundTransfer/consumed(bytes:)``; then nothing
    /// more is read. One delivery (up to 16 KiB) may go beyond. Nil: everything is delivered as it comes.
    public var receiveWindow: Int?
    /// Streamed body in bytes that may be waiting to be sent.
    public var sendWindow = OutboundLimits.sendWindow
    /// Offers the content codings libcurl knows and decodes the body. The response's fields still name the coding. A
    /// body that is whole by its framing but whose coding stops early passes for whole: libcurl does not notice.
    public var decompresses = false
    /// The highest version to speak.
    public var version = Version.http11
    /// Asked, on Outbound's thread, for every address before it is connected to. With it the transfer has a connection
    /// of its own, so that none that another policy allowed is used. Not for Unix sockets.
    public var addressPolicy: (@Sendable (OutboundAddress) -> Bool)?

    /// A request with every limit at its default.
    public init(
        _ method: String, _ url: String, fields: [OutboundField] = [], body: Body = .none, unixSocket: String? = nil
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.unixSocket = unixSocket
    }
}

/// An address about to be connected to.
public struct OutboundAddress: Hashable, Sendable {
    /// Four bytes for IPv4, sixteen for IPv6, in network order. An IPv4 address mapped into IPv6 (RFC 4291 section
    /// 2.5.5.2) is given as IPv4.
    public let bytes: [UInt8]
    /// The port.
    public let port: UInt16

    /// The first bytes of an IPv4 address mapped into IPv6.
    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

    /// From raw address bytes; nil unless there are four or sixteen.
    public init?(bytes: [UInt8], port: UInt16) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes.count == 16 && bytes.starts(with: Self.mappedPrefix) ? Array(bytes[12...]) : bytes
        self.port = port
    }
}
