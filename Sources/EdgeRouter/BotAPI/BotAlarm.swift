// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// A bot's alarm, as the store has it.
struct BotAlarm: Equatable {
    /// When it is due.
    let at: Timestamp

    init(at: Timestamp) { self.at = at }

    /// The alarm that a record tells of; nil if it is none.
    init?(json: [UInt8]) {
        guard let at = try? Self.moment(of: json) else { return nil }
        self.at = at
    }

    /// Its record: `{at}` in unix seconds.
    var json: [UInt8] { Array("{\"at\":\(at.json)}".utf8) }

    /// Later than this, in unix seconds, a number is meant as milliseconds: it is the year 5138.
    private static let latestSeconds = 1e11

    /// The moment in `{"at": …}`: unix seconds, of which there may be parts, or a time by RFC 3339.
    static func moment(of json: [UInt8]) throws(Problem) -> Timestamp {
        guard JSONSyntax.isValid(json), let members = JSONParts.members(json, 0..<json.count), members.count == 1,
            let member = members.first, member.name == "at"
        else { throw wrong(#"the body is not {"at": …}"#) }
        let written = String(decoding: json[member.value], as: UTF8.self)
        if let text = JSONParts.string(json, member.value) {
            guard let moment = Timestamp(rfc3339: text) else { throw wrong("`\(printable(text))` is no time") }
            return moment
        }
        guard let seconds = Double(written) else { throw wrong("`\(printable(written))` is no time") }
        guard seconds < latestSeconds else { throw wrong("`\(printable(written))` looks like milliseconds") }
        guard let moment = Timestamp(unixSeconds: seconds) else {
            throw wrong("`\(printable(written))` is before 1970")
        }
        return moment
    }

    private static func wrong(_ text: String) -> Problem {
        Problem(
            400, "invalid-alarm", "Not an alarm",
            "\(text); send unix seconds, as {\"at\": 1767225600}, or a time, as {\"at\": \"2026-01-01T00:00:00Z\"}.")
    }
}
