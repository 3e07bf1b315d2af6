// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// How forwarding failed, and the one place where that becomes a status.
enum UpstreamFailure {
    /// Nobody answers at the address; an errno.
    case connect(Int32)
    case connectTimeout
    /// The connection ended before any byte of an answer; an errno, zero for an orderly end.
    case closed(Int32)
    case firstByteTimeout(milliseconds: Int)
    /// What came is no HTTP response.
    case malformed(MessageFault)
    /// 101 without having been asked, or another answer that makes no sense.
    case unexpected(String)
    case silence
    /// No descriptor or the like on our side.
    case router(SystemError)

    /// The kinds of failures that metrics count.
    enum Kind: Int, CaseIterable {
        case connect, connectTimeout, closed, firstByteTimeout, malformed, unexpected, silence, router

        var label: String {
            switch self {
            case .connect: "connect"
            case .connectTimeout: "connect_timeout"
            case .closed: "closed"
            case .firstByteTimeout: "first_byte_timeout"
            case .malformed: "malformed"
            case .unexpected: "unexpected"
            case .silence: "silence"
            case .router: "router"
            }
        }
    }

    var kind: Kind {
        switch self {
        case .connect: .connect
        case .connectTimeout: .connectTimeout
        case .closed: .closed
        case .firstByteTimeout: .firstByteTimeout
        case .malformed: .malformed
        case .unexpected: .unexpected
        case .silence: .silence
        case .router: .router
        }
    }

    /// The answer for the client.
    func problem(_ binding: String) -> Problem {
        switch self {
        case .connect(let code):
            return Self.badGateway(
                "The bot \(binding) cannot be reached: \(errorText(code)).", "connect", errorText(code))
        case .connectTimeout:
            return Self.timeout(
                "The bot \(binding) did not accept a connection within \(Timeouts.connectMilliseconds / 1000) s.",
                "connect")
        case .closed(let code):
            let text = code == 0 ? "closed without an answer" : errorText(code)
            return Self.badGateway("The bot \(binding) broke the connection: \(text).", "first-byte", text)
        case .firstByteTimeout(let milliseconds):
            return Self.timeout("The bot \(binding) sent nothing within \(milliseconds) ms.", "first-byte")
        case .malformed(let fault):
            return Self.badGateway("The bot \(binding) answered nonsense: \(fault.detail)", "response", fault.detail)
        case .unexpected(let text):
            return Self.badGateway("The bot \(binding) answered nonsense: \(text)", "response", text)
        case .silence:
            return Self.timeout(
                "The bot \(binding) stopped in the middle for \(Timeouts.upstreamSilenceMilliseconds / 1000) s.",
                "request")
        case .router(let error):
            return Problem(
                503, "no-capacity", "No capacity", "The router could not open a connection: \(error).",
                side: .router, retryAfter: 1)
        }
    }

    private static func badGateway(_ detail: String, _ phase: String, _ text: String) -> Problem {
        Problem(
            502, "bot-failed", "Bot failed", detail, side: .upstream,
            cause: Problem.Cause(phase: phase, text: text))
    }

    private static func timeout(_ detail: String, _ phase: String) -> Problem {
        Problem(
            504, "bot-timeout", "Bot timed out", detail, side: .upstream,
            cause: Problem.Cause(phase: phase, text: detail))
    }

    /// Whether the endpoint itself may have moved.
    var isUnreachable: Bool {
        switch self {
        case .connect, .connectTimeout: true
        default: false
        }
    }
}
