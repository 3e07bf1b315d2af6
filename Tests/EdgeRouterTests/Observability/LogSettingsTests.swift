// SPDX-License-Identifier: Apache-2.0

import Logging
import Testing

@testable import EdgeRouter

@Suite struct LogSettingsTests {
    private let settings = LogSettings(level: .info, logsAccess: true)

    @Test func `each setting changes alone or with the other`() throws {
        #expect(try settings.changed(by: Array(#"{"level":"debug"}"#.utf8)) == .init(level: .debug, logsAccess: true))
        #expect(
            try settings.changed(by: Array(#"{"access_log":false}"#.utf8)) == .init(level: .info, logsAccess: false))
        #expect(
            try settings.changed(by: Array(#"{"level":"error","access_log":false}"#.utf8))
                == .init(level: .error, logsAccess: false))
    }

    @Test(arguments: [
        "", "{}", "[]", "{", #"{"level":"loud"}"#, #"{"level":1}"#, #"{"access_log":"no"}"#,
        #"{"level":"debug","levle":1}"#,
    ])
    func `what is no setting changes nothing`(_ body: String) throws {
        let problem = try #require(throws: Problem.self) { try settings.changed(by: Array(body.utf8)) }
        #expect(problem.status == 400)
    }

    @Test func `they are shown as they are sent`() throws {
        let shown = LogSettings(level: .warning, logsAccess: false)
        #expect(try settings.changed(by: shown.json) == shown)
    }
}
