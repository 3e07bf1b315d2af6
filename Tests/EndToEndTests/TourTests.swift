// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What the README has a new user type, typed by curl.
@Suite struct TourTests {
    /// Runs curl as a user does, and gives the answer's head and body.
    private func curl(_ server: TestServer, _ path: String, _ arguments: [String]) throws -> (
        head: String, body: String
    ) {
        let run = try Command(
            "curl", ["-sS", "-m", "30", "-D", "/dev/stderr", "http://localhost:\(server.port)\(path)"] + arguments)
        try #require(run.status == 0, "curl: \(run.errors)")
        return (run.errors, run.output)
    }

    @Test func theProcessIsAliveAndReady() throws {
        let server = try TestServer()
        #expect(try curl(server, "/healthz", []).body == "{\"status\":\"ok\"}\n")
        let ready = try curl(server, "/readyz", [])
        #expect(ready.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(try JSONValue(Array(ready.body.utf8))["parts"]?["kv"]?.text == "ok")
    }

    @Test func aValueIsPutReadListedAndDeleted() throws {
        let server = try TestServer()
        let acme = ["-H", "X-Client-ID: acme"]
        let created = try curl(server, "/kv/greeting", acme + ["-X", "PUT", "--data", "hello"])
        #expect(created.head.hasPrefix("HTTP/1.1 201 Created\r\n"))
        let read = try curl(server, "/kv/greeting", acme)
        #expect(read.body == "hello")
        #expect(read.head.contains("\r\nContent-Type: application/octet-stream\r\n"))
        let head = try curl(server, "/kv/greeting", acme + ["-I"])
        #expect(head.head.contains("\r\nContent-Length: 5\r\n"))
        let list = try JSONValue(Array(try curl(server, "/kv?prefix=gre", acme).body.utf8))
        #expect(list["keys"]?.elements.compactMap { $0["name"]?.text } == ["greeting"])
        #expect(list["list_complete"] == .bool(true))
        #expect(try curl(server, "/kv/greeting", ["-H", "X-Client-ID: other"]).head.hasPrefix("HTTP/1.1 404 "))
        #expect(try curl(server, "/kv/greeting", acme + ["-X", "DELETE"]).head.hasPrefix("HTTP/1.1 204 "))
        #expect(try curl(server, "/kv/greeting", acme).head.hasPrefix("HTTP/1.1 404 "))
    }

    @Test func aPageIsAnalysedInEachForm() throws {
        let server = try TestServer()
        let page = "<html lang=en><title>Fine bread</title><h1>Bread</h1><p>We bake fine bread every single day.</p>"
        let file = try server.directory.write("page.html", page)
        let acme = ["-X", "POST", "-H", "X-Client-ID: acme"]
        let forms = [
            ["-H", "Content-Type: text/html", "--data-binary", "@\(file)"],
            ["-H", "Content-Type: application/json", "--data", "{\"html\": \"\(page)\"}"],
            ["--data", "{\"html\": \"\(page)\"}"],
        ]
        for form in forms {
            let report = try JSONValue(Array(try curl(server, "/analyze", acme + form).body.utf8))
            #expect(report["client"]?.text == "acme")
            #expect(report["page"]?["title"]?.text == "Fine bread", "\(form)")
        }
        let text = try curl(server, "/analyze", acme + ["--data", "{\"text\": \"We bake fine bread.\"}"])
        #expect(try JSONValue(Array(text.body.utf8))["page"] == .null)
    }

    @Test func largeUploadsThatWaitForContinueArrive() throws {
        let server = try TestServer()
        let bytes = 3 * 1024 * 1024
        let file = try server.directory.write("value", [UInt8](repeating: 0x61, count: bytes))
        let put = try curl(
            server, "/kv/large",
            ["-H", "X-Client-ID: acme", "-H", "Expect: 100-continue", "-T", file, "-o", "/dev/null"])
        #expect(put.head.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n"))
        #expect(try server.acme("GET", "/kv/large").body.count == bytes)
    }
}
