// SPDX-License-Identifier: Apache-2.0

/// What a decoder found at the front of the bytes it was handed.
public enum BodyStep: Equatable, Sendable {
    /// Content of the body stands at these offsets; everything before the range's end is used up.
    case content(Range<Int>)
    /// All is used up and the body goes on.
    case needsMore
    /// The body ended; so many bytes were used up. The rest belongs to the next message.
    case ended(consumed: Int)
}

/// Takes a body out of the bytes of a connection, by its framing. Pure; may be handed its bytes cut anywhere.
public struct BodyDecoder: Sendable {
    private enum State: Sendable {
        case length(UInt64)
        case chunked(ChunkedDecoder)
        case untilClose
        case ended
        case failed(MessageFault)
    }

    private var state: State

    /// A decoder for one body.
    public init(_ framing: BodyFraming) {
        switch framing {
        case .none: state = .ended
        case .length(let length): state = length == 0 ? .ended : .length(length)
        case .chunked: state = .chunked(ChunkedDecoder())
        case .untilClose: state = .untilClose
        }
    }

    /// Whether the body has ended.
    public var isEnded: Bool {
        if case .ended = state { return true }
        return false
    }

    /// Whether the end of the connection is the end of the body, rather than a body cut short.
    public var endsWithConnection: Bool {
        if case .untilClose = state { return true }
        return false
    }

    /// How many bytes are still to come, where the framing says; nil for chunked and until-close.
    public var remaining: UInt64? {
        switch state {
        case .length(let remaining): remaining
        case .ended: 0
        case .chunked, .untilClose, .failed: nil
        }
    }

    /// Looks at the bytes from `start` on. Called again, from behind what was used up, until it needs more or the body
    /// has ended.
    /// - Throws: ``MessageFault`` for broken chunks, and from then on the same with every call: the connection cannot
    ///   be used again.
    public mutating func decode(_ bytes: Span<UInt8>, from start: Int) throws(MessageFault) -> BodyStep {
        switch state {
        case .ended:
            return .ended(consumed: start)
        case .untilClose:
            return start < bytes.count ? .content(start..<bytes.count) : .needsMore
        case .length(let remaining):
            guard start < bytes.count else { return .needsMore }
            let available = UInt64(bytes.count - start)
            let taken = min(available, remaining)
            state = taken == remaining ? .ended : .length(remaining - taken)
            return .content(start..<start + Int(taken))
        case .chunked(var decoder):
            do throws(MessageFault) {
                let step = try decoder.decode(bytes, from: start)
                if case .ended = step { state = .ended } else { state = .chunked(decoder) }
                return step
            } catch {
                state = .failed(error)
                throw error
            }
        case .failed(let fault):
            throw fault
        }
    }
}
