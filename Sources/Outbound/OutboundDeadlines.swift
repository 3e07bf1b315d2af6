// SPDX-License-Identifier: Apache-2.0

/// How long the parts of a transfer may take. While the caller itself holds a transfer up, by owing receive credit or
/// body bytes, only the total goes on.
public struct OutboundDeadlines: Equatable, Sendable {
    /// From the start until the connection stands, with name look-up and TLS. At least 1 ms.
    public var connect: Duration
    /// From the moment the whole request is sent until the first byte of the final response; nil for no limit.
    public var firstByte: Duration?
    /// The longest pause between bytes, of the request while it is sent and of the response once it has begun; nil for
    /// no limit.
    public var silence: Duration?
    /// The whole transfer; nil for no limit.
    public var total: Duration?

    /// The defaults suit a call whose answer comes in one go. A stream that may be quiet needs `silence: nil`.
    public init(
        connect: Duration = .seconds(10), firstByte: Duration? = .seconds(30), silence: Duration? = .seconds(60),
        total: Duration? = nil
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.silence = silence
        self.total = total
    }
}

/// Which of the ``OutboundDeadlines`` passed.
public enum OutboundDeadline: String, Sendable {
    case connect, firstByte, silence, total
}
