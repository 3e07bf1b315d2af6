// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What nobody should send to the Workers KV REST API: each has a status and a number, and changes nothing.
@Suite struct CloudflareBadInputTests {
    private static let long = String(repeating: "k", count: 513)
    private static let form = "Content-Type: multipart/form-data; boundary=b"

    /// A form of these fields, and whatever follows its last boundary's two dashes.
    private static func form(_ fields: [(String, String)], end: String = "--b--\r\n") -> String {
        fields.map { "--b\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }.joined() + end
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let method: String
        /// Behind the namespaces; `NS` stands for the id of one.
        let path: String
        let fields: [String]
        let body: String
        let status: Int
        let code: Int

        init(_ method: String, _ path: String, _ body: String, _ status: Int, _ code: Int, fields: [String] = []) {
            (self.method, self.path, self.fields, self.body) = (method, path, fields, body)
            (self.status, self.code) = (status, code)
        }

        var testDescription: String { "\(method) \(path.prefix(60)) \(fields) \(body.prefix(80).debugDescription)" }
    }

    private static let mistakes: [Mistake] = [
        Mistake("PUT", "/NS/values/\(long)", "v", 414, 10021), Mistake("GET", "/NS/values/\(long)", "", 414, 10021),
        Mistake("DELETE", "/NS/values/\(long)", "", 414, 10021), Mistake("PUT", "/NS/values/", "v", 400, 10021),
        Mistake("PUT", "/NS/values/%2e%2E", "v", 400, 10021), Mistake("PUT", "/NS/values/%ff", "v", 400, 10021),
        Mistake("PUT", "/NS/values/%4", "v", 400, 10021), Mistake("GET", "/NS/values/none", "", 404, 10009),
        Mistake("GET", "/NS/metadata/none", "", 404, 10009),
        Mistake("PUT", "/NS/values/kept?expiration_ttl=59", "v", 400, 10034),
        Mistake("PUT", "/NS/values/kept?expiration=1000000000", "v", 400, 10034),
        Mistake("PUT", "/NS/values/kept?expiration=soon", "v", 400, 10034),
        Mistake("GET", "/NS/keys?limit=9", "", 400, 10028), Mistake("GET", "/NS/keys?limit=1001", "", 400, 10028),
        Mistake("GET", "/NS/keys?limit=x", "", 400, 10028), Mistake("GET", "/NS/keys?cursor=x", "", 400, 10021),
        Mistake("GET", "/NS/keys?cursor=0161&prefix=b", "", 400, 10021), Mistake("GET", "?page=0", "", 400, 10021),
        Mistake("GET", "?per_page=1001", "", 400, 10021), Mistake("GET", "?order=size", "", 400, 10021),
        Mistake("GET", "?direction=up", "", 400, 10021),
        Mistake("GET", "/00000000000000000000000000000000/keys", "", 404, 10013),
        Mistake("PUT", "/00000000000000000000000000000000/values/k", "v", 404, 10013),
        Mistake("PUT", "/00000000000000000000000000000000/bulk", "[]", 404, 10013),
        Mistake("DELETE", "/00000000000000000000000000000000", "", 404, 10013),
        Mistake("GET", "/short/keys", "", 400, 10011), Mistake("PUT", "/\(long)/values/k", "v", 400, 10011),
        Mistake("POST", "", "{broken", 400, 10012), Mistake("POST", "", "", 400, 10012),
        Mistake("POST", "", "[]", 400, 10012), Mistake("POST", "", #"{"title":5}"#, 400, 10012),
        Mistake("POST", "", "{}", 400, 10019), Mistake("POST", "", #"{"title":"taken"}"#, 400, 10014),
        Mistake("POST", "", #"{"title":"\#(long)"}"#, 400, 10021), Mistake("PUT", "/NS", "{}", 400, 10019),
        Mistake("PUT", "/NS", #"{"title":"other"}"#, 400, 10014),
        Mistake("POST", "", String(repeating: " ", count: 17_000), 413, 10021),
        Mistake("PUT", "/NS/bulk", #"[{"key":"new","value":"v"},{"key":"x"}]"#, 400, 10012),
        Mistake("PUT", "/NS/bulk", #"[{"key":"new","value":"v"},{"key":"\#(long)","value":""}]"#, 414, 10021),
        Mistake("PUT", "/NS/bulk", #"[{"key":"new","value":"v"}"#, 400, 10012),
        Mistake("DELETE", "/NS/bulk", #"["kept",""]"#, 400, 10021), Mistake("DELETE", "/NS/bulk", "{}", 400, 10012),
        Mistake("POST", "/NS/bulk/delete", #"["kept",5]"#, 400, 10012),
        Mistake("POST", "/NS/bulk/get", #"{"keys":[]}"#, 400, 10029),
        Mistake("POST", "/NS/bulk/get", String(repeating: " ", count: 1 << 20) + "{}", 413, 10021),
        Mistake(
            "PUT", "/NS/values/kept", form([("value", "v")]), 400, 10012,
            fields: ["Content-Type: multipart/form-data"]),
        Mistake("PUT", "/NS/values/kept", form([("metadata", "{}")]), 400, 10047, fields: [form]),
        Mistake("PUT", "/NS/values/kept", form([("value", "v"), ("metadata", "{")]), 400, 10012, fields: [form]),
        Mistake("PUT", "/NS/values/kept", form([("value", "v")], end: ""), 400, 10012, fields: [form]),
        Mistake("PUT", "/NS/values/kept", form([("value", "v")], end: "--bx"), 400, 10012, fields: [form]),
        Mistake(
            "PUT", "/NS/values/kept", form([("value", "v"), ("metadata", "\"\(long)\(long)\"")]), 413, 10021,
            fields: [form]),
        Mistake("PATCH", "/NS", "{}", 405, 10405), Mistake("POST", "/NS/keys", "{}", 405, 10405),
        Mistake("GET", "/NS/nowhere", "", 404, 7003), Mistake("GET", "/NS/bulk/get/x", "", 404, 7003),
    ]

    /// A store with something in it, and all that it shows.
    private struct Store {
        let client: CloudflareClient
        let id: String

        init() throws {
            client = CloudflareClient(server: try TestServer())
            _ = try client.create("other")
            _ = try client.create("taken")
            id = try client.create("space")
            _ = try client.send("PUT", "/\(id)/values/kept?expiration_ttl=3600", text: "value")
            _ = try client.send(
                "PUT", "/\(id)/values/with", [CloudflareBadInputTests.form],
                text: CloudflareBadInputTests.form([("value", "more"), ("metadata", "[1]")]))
        }

        func everything() throws -> [String] { try client.ids().map(\.key).sorted() + client.contents(id) }

        /// The path of the value that is there.
        var kept: String { CloudflareClient.namespaces + "/\(id)/values/kept" }
    }

    /// Has something done to a store, which must be in the end as it was.
    private func unchanged(_ mistake: (Store) throws -> Void) throws {
        let store = try Store()
        let before = try store.everything()
        #expect(before.count == 6)
        try mistake(store)
        #expect(try store.everything() == before)
    }

    @Test func eachMistakeHasItsStatusAndNumberAndChangesNothing() throws {
        try unchanged { store in
            let before = try store.everything()
            for mistake in Self.mistakes {
                let answer = try store.client.send(
                    mistake.method, mistake.path.replacing("NS", with: store.id), mistake.fields,
                    body: mistake.body.isEmpty && mistake.method == "GET" ? nil : Array(mistake.body.utf8))
                #expect(
                    answer.status == mistake.status && answer.cloudflareCode == mistake.code,
                    "\(mistake.testDescription): \(answer.status) \(answer.text.prefix(300))")
                #expect(answer["Content-Type"] == "application/json")
                #expect(try store.everything() == before, "\(mistake.testDescription)")
            }
        }
    }

    @Test(arguments: [([], 0), ([form], 64 * 1024)])
    func aValueThatIsAnnouncedTooLongIsRefusedBeforeItComes(fields: [String], around: Int) throws {
        try unchanged { store in
            let connection = try store.client.server.connectToAdmin()
            let length = 25 * 1024 * 1024 + around + 1
            try connection.send(Connection.head("PUT", store.kept, fields + ["Expect: 100-continue"], length: length))
            let answer = try connection.readResponse()
            #expect(answer.status == 413 && answer.cloudflareCode == 10021, "\(answer)")
        }
    }

    @Test(arguments: [false, true])
    func aValueThatIsTooLongIsRefusedWhileItComes(isForm: Bool) throws {
        func chunk(_ bytes: [UInt8]) -> [UInt8] {
            Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
        }
        let block = [UInt8](repeating: 0x78, count: 1024 * 1024)
        try unchanged { store in
            let connection = try store.client.server.connectToAdmin()
            let fields = ["Transfer-Encoding: chunked"] + (isForm ? [Self.form] : [])
            try connection.send(Connection.head("PUT", store.kept, fields))
            if isForm { try connection.send(chunk(Array(Self.form([("value", "")], end: "").utf8.dropLast(2)))) }
            for _ in 0..<26 where try !connection.trySend(chunk(block)) { break }
            let answer = try connection.readResponse()
            #expect(answer.status == 413 && answer.cloudflareCode == 10021, "\(answer)")
        }
    }

    @Test(arguments: [(fields: [], body: "valu"), ([form], String(form([("value", "v")]).dropLast(4)))])
    func aBodyThatStopsShortIsNoValue(fields: [String], body: String) throws {
        try unchanged { store in
            let connection = try store.client.server.connectToAdmin()
            try connection.send(Connection.head("PUT", store.kept, fields, length: body.utf8.count + 4) + body)
            connection.finishSending()
            #expect(try connection.readToEnd().bytes.isEmpty)
        }
    }

    @Test func aMalformedChunkIsAnsweredInTheEnvelope() throws {
        try unchanged { store in
            let connection = try store.client.server.connectToAdmin()
            try connection.send(Connection.head("PUT", store.kept, ["Transfer-Encoding: chunked"]) + "5\r\nvalueX\r\n")
            let answer = try connection.readResponse()
            #expect(answer.status == 400 && answer.cloudflareCode == 10021)
        }
    }

    @Test func aWrongTokenChangesNothing() throws {
        let server = try TestServer(environment: ["EDGE_ADMIN_TOKEN=s3cret"])
        let client = CloudflareClient(server: server)
        for fields in [[], ["Authorization: Bearer wrong"], ["X-Auth-Key: wrong"], ["Authorization: Bearer s3cret2"]] {
            let answer = try client.send("POST", "", fields, text: #"{"title":"t"}"#)
            #expect(answer.status == 401 && answer.cloudflareCode == 10000)
            #expect(answer["WWW-Authenticate"] == "Bearer")
            #expect(try server.connectToAdmin().request("GET", "/metrics", fields).problem == "no-admin-token")
        }
        let right = ["Authorization: Bearer s3cret"]
        #expect(try client.send("GET", "", right).json()["result_info"]?["total_count"]?.number == 0)
        #expect(try server.connectToAdmin().request("GET", "/metrics", right).status == 200)
        #expect(try server.connectToAdmin().request("GET", "/healthz").status == 200)
    }

    @Test func aReaderThatStopsHoldsNobodyUp() throws {
        let store = try Store()
        let large = [UInt8](repeating: 0x78, count: 25 * 1024 * 1024)
        #expect(try store.client.send("PUT", "/\(store.id)/values/large", body: large).status == 200)
        let slow = try store.client.server.connectToAdmin()
        try slow.send(Connection.head("GET", CloudflareClient.namespaces + "/\(store.id)/values/large"))
        #expect(try slow.readHead().hasPrefix("HTTP/1.1 200 "))
        for _ in 0..<20 { #expect(try store.client.send("GET", "/\(store.id)/values/kept").text == "value") }
        #expect(try slow.read(large.count) == large)
    }
}
