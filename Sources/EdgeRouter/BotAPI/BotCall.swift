// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// A call of the router's own to a bot: `POST /_edge/…` with a JSON body. Taken if the bot answers 2xx.
struct BotCall: Equatable, Sendable {
    /// What it is for.
    enum Reason: Equatable, Sendable {
        case alarm(BotSpace)
        case cron(String)
    }

    /// Names the call between the control thread and the loop that makes it.
    let id: UInt64
    let binding: String
    /// The client whose instance is called; nil where no client in particular is meant.
    let client: String?
    let reason: Reason
    let path: String
    let body: String

    /// An alarm that is due.
    init(id: UInt64, _ space: BotSpace, scheduledAt: Timestamp, retry: Int) {
        self.id = id
        binding = space.binding
        client = space.client
        reason = .alarm(space)
        path = "/_edge/alarm"
        body = #"{"scheduled_at":\#(scheduledAt.json),"retry":\#(retry)}"#
    }

    /// A cron that is due, at a moment in unix seconds.
    init(id: UInt64, _ entry: CronTable.Entry, client: String?, at: Int64) {
        self.id = id
        binding = entry.binding
        self.client = client
        reason = .cron(entry.cron)
        path = "/_edge/scheduled"
        var body = Array(#"{"cron":"#.utf8)
        body.append(json: entry.cron)
        body.append(text: #","at":\#(at)}"#)
        self.body = String(decoding: body, as: UTF8.self)
    }

    /// The request. Whom it is for is not written in it: the connection that carries it knows.
    var request: [UInt8] {
        Array(
            ("POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + "\(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)").utf8)
    }
}
