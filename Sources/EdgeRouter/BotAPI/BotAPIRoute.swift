// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What a path of the bot API names.
enum BotAPIRoute: Equatable {
    /// `/kv`: the keys of the client's namespace.
    case keyList
    /// `/kv/{key}`.
    case key(ByteRange)
    /// `/kv/@{BINDING}`: the keys of a granted namespace.
    case grantedList(ByteRange)
    /// `/kv/@{BINDING}/{key}`. A key of the client's own that begins with an `@` is written `%40`.
    case grantedKey(ByteRange, ByteRange)
    /// `/state`.
    case stateList
    /// `/state/{key}`.
    case stateKey(ByteRange)
    /// `POST /state/transaction`; with another method that is a key like any other.
    case stateTransaction
    /// `/alarm`.
    case alarm
    /// `/v1/chat/completions`.
    case gateway

    /// Nil for a path that is none.
    init?(_ path: ByteRange, _ bytes: Span<UInt8>, _ method: RequestMethod) {
        func isExactly(_ text: String) -> Bool {
            path.count == text.utf8.count && bytes.spells(text, at: Int(path.start))
        }
        func rest(behind text: String) -> ByteRange { ByteRange(Int(path.start) + text.utf8.count, Int(path.end)) }
        if bytes.begins(path, with: "/kv/@") {
            let rest = rest(behind: "/kv/@")
            var end = Int(rest.start)
            while end < Int(rest.end), bytes[end] != 0x2f { end += 1 }
            let binding = ByteRange(Int(rest.start), end)
            self =
                end == Int(rest.end)
                ? .grantedList(binding) : .grantedKey(binding, ByteRange(end + 1, Int(rest.end)))
        } else if bytes.begins(path, with: "/kv/") {
            self = .key(rest(behind: "/kv/"))
        } else if isExactly("/kv") {
            self = .keyList
        } else if isExactly("/state/transaction"), method == .post {
            self = .stateTransaction
        } else if bytes.begins(path, with: "/state/") {
            self = .stateKey(rest(behind: "/state/"))
        } else if isExactly("/state") {
            self = .stateList
        } else if isExactly("/alarm") {
            self = .alarm
        } else if isExactly("/v1/chat/completions") {
            self = .gateway
        } else {
            return nil
        }
    }
}
