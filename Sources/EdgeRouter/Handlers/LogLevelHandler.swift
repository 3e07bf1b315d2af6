// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import Logging

/// `/admin/log-level`: what is logged, for as long as the process runs.
enum LogLevelHandler {
    static let path = "/admin/log-level"
    private static let bodyBytes = 4096

    static func handle(_ exchange: Exchange) throws(Problem) {
        let method = exchange.head.method
        let log = exchange.worker.services.log
        if method.isRead {
            return exchange.respond(200, contentType: "application/json", settings(log).json)
        }
        guard method == .put else { throw .methodNotAllowed("GET, HEAD, PUT") }
        exchange.gatherBody(limit: bodyBytes) { exchange, body in
            exchange.attempt { () throws(Problem) in
                let settings = try settings(log).changed(by: body)
                // Words that every loop reads: what comes after the answer is logged so.
                ConsoleLog.level = settings.level
                log?.isOn = settings.logsAccess
                ConsoleLog.logger().notice(
                    "logging changed",
                    metadata: ["log_level": "\(settings.level)", "access_log": "\(settings.logsAccess)"])
                exchange.respond(200, contentType: "application/json", settings.json)
            }
        }
    }

    private static func settings(_ log: LogWriter?) -> LogSettings {
        LogSettings(level: ConsoleLog.level, logsAccess: log?.isOn ?? false)
    }
}
