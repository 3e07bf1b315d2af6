// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct LogLevelTests {
    private let path = "/admin/log-level"

    @Test func theLevelChangesWhileTheProgramRuns() throws {
        let server = try TestServer()
        let before = try server.admin("GET", path).json()
        #expect(before["level"]?.text == "info" && before["access_log"]?.isTrue == true)
        #expect(try server.admin("PUT", path, body: #"{"level":"error"}"#).status == 200)
        #expect(try server.admin("GET", path).json()["level"]?.text == "error")
        #expect(try server.terminate() == 0)
        #expect(!server.directory.text("err").contains("draining"), "an error it is not")
    }

    @Test func theAccessLogEndsOnEveryLoop() throws {
        let server = try TestServer()
        _ = try server.acme("GET", "/kv/a", ["X-Request-ID: request-before"])
        #expect(try server.admin("PUT", path, body: #"{"access_log":false}"#).status == 200)
        // Connections spread over the loops.
        for number in 0..<32 { _ = try server.acme("GET", "/kv/a", ["X-Request-ID: request-off-\(number)"]) }
        #expect(try server.admin("PUT", path, body: #"{"access_log":true}"#).json()["access_log"]?.isTrue == true)
        _ = try server.acme("GET", "/kv/a", ["X-Request-ID: request-after"])
        #expect(try server.terminate() == 0)
        let log = server.directory.text("out")
        #expect(log.contains("request-before") && log.contains("request-after"))
        #expect(!log.contains("request-off"))
    }

    @Test func whatIsNoSettingIsRefused() throws {
        let server = try TestServer()
        #expect(try server.admin("PUT", path, body: #"{"level":"loud"}"#).problem == "invalid-record")
        #expect(try server.admin("POST", path, body: "{}").status == 405)
        #expect(try server.acme("GET", path).status == 404, "it is the operator's")
    }
}
