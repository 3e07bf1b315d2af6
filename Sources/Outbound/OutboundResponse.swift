// SPDX-License-Identifier: Apache-2.0

/// The head of a final response. Interim responses are passed over.
public struct OutboundHead: Equatable, Sendable {
    /// 200 to 999.
    public let status: Int
    /// The fields in the order received, repeated ones too. Trailers are dropped.
    public let fields: [OutboundField]

    /// The value of the first field of that name.
    public func first(_ name: String) -> String? { fields.first { $0.isNamed(name) }?.value }
}

/// A whole response.
public struct OutboundResponse: Sendable {
    /// Status and fields.
    public let head: OutboundHead
    /// The body, complete.
    public let body: [UInt8]
    /// What it took.
    public let metrics: OutboundMetrics
}

/// What a complete transfer took, as libcurl counted.
public struct OutboundMetrics: Equatable, Sendable {
    /// From the start until the connection stood, with name look-up and TLS; next to nothing where one was reused.
    public let connect: Duration
    /// From the start until the first byte of the response.
    public let firstByte: Duration
    /// From the start until the end.
    public let total: Duration
    /// Body bytes sent.
    public let bytesSent: Int
    /// Body bytes received, before decoding.
    public let bytesReceived: Int
    /// Whether it went over a connection that an earlier transfer had opened.
    public let reusedConnection: Bool
}

/// What becomes of a transfer. In order: at most one head, then body, then exactly one of the last two;
/// `.canSend` at any place before the end.
public enum OutboundEvent: Sendable {
    /// The final response has begun.
    case head(OutboundHead)
    /// More of its body, never empty.
    case body([UInt8])
    /// That many more bytes of a streamed request body may be sent.
    case canSend(Int)
    /// The response is complete.
    case ended(OutboundMetrics)
    /// It has failed; what was delivered is not the whole of a response.
    case failed(OutboundError)
}
