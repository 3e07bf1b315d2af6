// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// The bytes a connection has received and not yet used up, together with the parser that works on them.
///
/// A connection borrows one from its loop's pool while it has unread bytes or a message in the works, and gives it back
/// when it is idle: ten thousand idle connections hold none. The bytes of a head stay where they are until the message
/// is done with, because everything parsed refers to them by place.
final class ReceiveBuffer {
    /// Storage at its full size; only the first `end` bytes mean anything.
    private(set) var bytes = [UInt8](repeating: 0, count: BufferLimits.receiveBytes)
    /// The first byte not used up.
    private(set) var start = 0
    /// Behind the last byte received.
    private(set) var end = 0
    private var parser: HeadParser
    private var isParsing = false

    init(_ kind: HeadParser.Kind) { parser = HeadParser(kind) }

    /// Hands the head parsed last out, in exchange for another whose memory is used again.
    func exchangeHead(with other: inout MessageHead) {
        parser.exchangeHead(with: &other)
    }
    /// Whether bytes wait that nobody has looked at.
    var hasUnread: Bool { start < end }
    var unreadCount: Int { end - start }
    /// Whether a message has begun and not come to its end.
    var isInsideHead: Bool { isParsing && !parser.isAtStart }

    /// Receives behind what is there. Makes room first: by moving an incomplete message to the front, or by growing up
    /// to what a head may take.
    func receive(_ read: (_ bytes: inout [UInt8], _ offset: Int) -> IOResult) -> IOResult {
        if end == bytes.count { makeRoom() }
        let result = read(&bytes, end)
        if case .bytes(let count) = result { end += count }
        return result
    }

    private func makeRoom() {
        if start > 0 { moveToFront() }
        if end == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
    }

    /// Keeps bytes that were received elsewhere and belong to what follows.
    func append(_ source: [UInt8], _ range: Range<Int>) {
        if end + range.count > bytes.count {
            bytes.append(contentsOf: repeatElement(0, count: end + range.count - bytes.count))
        }
        bytes.replaceSubrange(end..<end + range.count, with: source[range])
        end += range.count
    }

    /// Parses on; true once a head is complete, whose bytes then count as used up.
    func parseHead() throws(MessageFault) -> Bool {
        if !isParsing {
            parser.begin(at: start)
            isParsing = true
        }
        let received = bytes
        guard let behind = try parser.parse(received.span.extracting(0..<end)) else { return false }
        start = behind
        isParsing = false
        return true
    }

    /// So many more bytes are used up.
    func consume(upTo offset: Int) {
        start = offset
    }

    /// Gives up the room of what is used up. Only between messages: nothing parsed may be referred to after it.
    func compact() {
        if start == end {
            start = 0
            end = 0
            isParsing = false
        } else if start >= BufferLimits.receiveBytes {
            moveToFront()
        }
        // Grown for a large head or what came behind a body.
        if bytes.count > BufferLimits.keptReceiveBytes, end <= BufferLimits.receiveBytes {
            bytes = Array(bytes[..<BufferLimits.receiveBytes])
        }
    }

    private func moveToFront() {
        bytes.replaceSubrange(0..<end - start, with: bytes[start..<end])
        end -= start
        start = 0
        isParsing = false
    }

    /// Makes it as new, for the pool; nil if it has grown too large to be kept.
    func reset() -> ReceiveBuffer? {
        guard bytes.count <= BufferLimits.keptReceiveBytes else { return nil }
        start = 0
        end = 0
        isParsing = false
        return self
    }
}
