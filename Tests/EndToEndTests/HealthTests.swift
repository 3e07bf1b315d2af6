// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct HealthTests {
    @Test func theProcessIsAliveAndReady() throws {
        let server = try TestServer()
        let alive = try server.request("GET", "/healthz")
        #expect(alive.status == 200)
        #expect(try alive.json()["status"]?.text == "ok")
        let ready = try server.request("GET", "/readyz")
        #expect(ready.status == 200)
        #expect(try ready.json()["parts"]?["kv"]?.text == "ok")
    }
}
