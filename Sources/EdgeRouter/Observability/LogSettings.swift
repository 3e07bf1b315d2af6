// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import Logging

/// What is logged; the operator changes it while the program runs (`/admin/log-level`).
struct LogSettings: Sendable, Equatable {
    /// The levels there are, the most talkative first.
    static let levels: [Logger.Level] = [.debug, .info, .warning, .error]

    /// Of what the program says about itself.
    var level: Logger.Level
    /// Whether each request has a line.
    var logsAccess: Bool

    /// These settings with the changes that the operator sends: `level` and `access_log`, either or both.
    func changed(by body: [UInt8]) throws(Problem) -> LogSettings {
        var members = try AdminBody.members(body)
        guard !members.isEmpty else {
            throw Problem(400, "invalid-record", "Nothing to change", #"Send {"level": "debug"}, or access_log."#)
        }
        var changed = self
        var problems: [String] = []
        switch members.removeValue(forKey: "level") {
        case nil: break
        case .string(let name):
            if let level = Self.levels.first(where: { "\($0)" == name }) {
                changed.level = level
            } else {
                problems.append("level: there is no level '\(printable(name))'; there are \(Self.names)")
            }
        default: problems.append("level: is not a string; there are \(Self.names)")
        }
        switch members.removeValue(forKey: "access_log") {
        case nil: break
        case .boolean(let logs): changed.logsAccess = logs
        default: problems.append("access_log: is neither true nor false")
        }
        for name in members.keys.sorted() {
            problems.append("\(printable(name)): there is no such member; there are level and access_log")
        }
        try AdminBody.check(problems)
        return changed
    }

    private static var names: String { levels.map { "\($0)" }.joined(separator: ", ") }

    /// As the operator sees them.
    var json: [UInt8] { Array("{\"level\":\"\(level)\",\"access_log\":\(logsAccess)}\n".utf8) }
}
