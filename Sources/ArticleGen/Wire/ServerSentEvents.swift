// SPDX-License-Identifier: Apache-2.0

/// One event of a stream of server-sent events (WHATWG HTML, section 9.2).
public struct ServerSentEvent: Hashable, Sendable {
    /// The name; empty where the event has none.
    var name = ""
    /// The data, its lines joined.
    var data: [UInt8]

    /// Appends the event as it stands in a stream. Data of several lines becomes several fields.
    public static func append(_ data: some Collection<UInt8>, named name: String = "", to bytes: inout [UInt8]) {
        if !name.isEmpty { bytes += Array("event: \(name)\n".utf8) }
        for line in data.split(separator: 0x0a, omittingEmptySubsequences: false) {
            bytes += Array("data: ".utf8)
            bytes += line
            bytes.append(0x0a)
        }
        bytes.append(0x0a)
    }
}

/// Takes a stream of server-sent events apart, however it was cut into pieces. Pure.
struct ServerSentEventParser {
    /// The longest event in bytes: twice the longest piece of an answer that providers send, a whole picture aside.
    static let eventBytes = 1024 * 1024

    private var line: [UInt8] = []
    private var event = ServerSentEvent(data: [])
    private var hasData = false
    private var isAfterReturn = false
    private var isAtStart = true

    init() {}

    /// Takes the next bytes. Nil if an event is longer than allowed: nothing after that can be trusted.
    mutating func take(_ bytes: some Collection<UInt8>) -> [ServerSentEvent]? {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            switch byte {
            case 0x0a where isAfterReturn: isAfterReturn = false
            case 0x0a, 0x0d:
                isAfterReturn = byte == 0x0d
                if let event = endLine() { events.append(event) }
            default:
                isAfterReturn = false
                guard line.count + event.data.count < Self.eventBytes else { return nil }
                line.append(byte)
            }
        }
        return events
    }

    /// The stream has ended. What stands there without its blank line is handed out, too: servers forget it, and what
    /// was cut cannot pass for JSON.
    mutating func finish() -> ServerSentEvent? {
        if !line.isEmpty, let event = endLine() { return event }
        return dispatch()
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isAtStart {
            isAtStart = false
            if line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else { return dispatch() }
        let name = line.prefix { $0 != 0x3a }
        var value = line.dropFirst(name.count + 1)
        if value.first == 0x20 { value.removeFirst() }
        if name.elementsEqual("data".utf8) {
            if hasData { event.data.append(0x0a) }
            hasData = true
            event.data += value
        } else if name.elementsEqual("event".utf8) {
            event.name = String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            event = ServerSentEvent(data: [])
            hasData = false
        }
        return hasData ? event : nil
    }
}
