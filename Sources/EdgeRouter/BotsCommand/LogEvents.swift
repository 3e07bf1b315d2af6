// SPDX-License-Identifier: Apache-2.0

/// Takes the server-sent events of a bot's log apart, as they come in pieces (WHATWG HTML section 9.2.6, as far as this
/// router writes them).
struct LogEvents {
    struct Event: Equatable {
        /// `stdout`, `stderr` or `dropped`.
        var name = ""
        /// A JSON object.
        var data: [UInt8] = []
    }

    private var line: [UInt8] = []
    private var event = Event()
    /// The longest line that is kept, in bytes: a line of a log with every byte escaped, and what is around it.
    private static let lineBytes = 64 * 1024

    /// Hands out the events that these bytes complete.
    mutating func take(_ bytes: [UInt8], _ complete: (Event) throws(CommandFailure) -> Void) throws(CommandFailure) {
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                if line.count < Self.lineBytes { line.append(byte) }
                continue
            }
            if line.isEmpty {
                if !event.data.isEmpty { try complete(event) }
                event = Event()
            } else if line.starts(with: Array("event: ".utf8)) {
                event.name = String(decoding: line.dropFirst(7), as: UTF8.self)
            } else if line.starts(with: Array("data: ".utf8)) {
                event.data = Array(line.dropFirst(6))
            }
            line.removeAll(keepingCapacity: true)
        }
    }
}
