// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

/// `edge-router kv`, each verb with a server that has the data directory and without one.
@Suite struct KVCommandTests {
    /// Whether a server runs.
    enum Mode: CaseIterable { case online, offline }

    /// A tool on an empty store, and the server if there is to be one, which must be kept.
    private func tool(_ mode: Mode, _ configuration: String = "") throws -> (KVTool, TestServer?) {
        let server = try TestServer(configuration)
        if mode == .offline { try server.terminate() }
        return (KVTool(in: server.directory), mode == .online ? server : nil)
    }

    private func id(_ output: String) throws -> String {
        let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("id = ") })
        return String(line.dropFirst(6).dropLast())
    }

    @Test(arguments: Mode.allCases)
    func `namespaces are made, listed, renamed and deleted`(mode: Mode) throws {
        let (kv, server) = try tool(mode)
        defer { withExtendedLifetime(server) {} }
        let made = try kv("namespace", "create", "My space")
        let id = try id(made)
        #expect(made == "[[kv_namespaces]]\nbinding = \"My_space\"\nid = \"\(id)\"\n")
        #expect(id.count == 32)
        let taken = try kv.failure("namespace", "create", "My space")
        #expect(taken.status == 1 && taken.errors.contains("[code: 10014]"), "\(taken)")
        func listed() throws -> [[String?]] {
            try JSONValue(Array(try kv("namespace", "list").utf8)).elements.map { [$0["id"]?.text, $0["title"]?.text] }
        }
        #expect(try listed() == [[id, "My space"]])
        try kv("namespace", "rename", "My space", "--new-name", "Other")
        #expect(try listed() == [[id, "Other"]])
        try kv("namespace", "rename", "--namespace-id", id, "--new-name", "Third")
        #expect(try kv.failure("namespace", "delete", "Other").errors.contains("no namespace with the title `Other`"))
        try kv("key", "put", "k", "v", "--namespace-id", id)
        // Nobody can be asked here, and silence is no consent.
        let unasked = try kv.failure("namespace", "delete", "Third")
        #expect(unasked.status == 2 && unasked.errors.contains("say --skip-confirmation (-y)"), "\(unasked)")
        #expect(try listed() == [[id, "Third"]])
        try kv("namespace", "delete", "Third", "-y")
        #expect(try listed().isEmpty)
        let gone = try kv.failure("key", "get", "k", "--namespace-id", id)
        #expect(gone.status == 1 && gone.errors.contains("namespace not found' [code: 10013]"), "\(gone)")
    }

    @Test(arguments: Mode.allCases)
    func `keys are put, got, listed and deleted`(mode: Mode) throws {
        let (kv, server) = try tool(mode)
        defer { withExtendedLifetime(server) {} }
        let acme = "--client=acme"
        try kv("key", "put", "plain", "a value", acme)
        try kv("key", "put", "rich", "x", "--metadata", #"{"a":[1, 2]}"#, "--ttl", "3600", acme)
        try kv("key", "put", "late", "", "--expiration", "4000000000", acme)
        #expect(try kv("key", "get", "plain", acme) == "a value")
        #expect(try kv("key", "get", "plain", "--text", acme) == "a value\n")
        #expect(try kv("key", "get", "late", acme) == "")
        let list = try JSONValue(Array(try kv("key", "list", acme).utf8)).elements
        #expect(list.map { $0["name"]?.text } == ["late", "plain", "rich"])
        #expect(list[0]["expiration"]?.number == 4_000_000_000)
        #expect(list[1].names == ["name"])
        #expect(list[2]["metadata"]?["a"]?.elements == [.number(1), .number(2)])
        #expect(list[2].names == ["expiration", "metadata", "name"])
        #expect(try kv.names(acme, "--prefix", "pl") == ["plain"])
        try kv("key", "put", "plain", "new", acme)
        #expect(try kv("key", "get", "plain", acme) == "new")
        try kv("key", "delete", "plain", acme)
        try kv("key", "delete", "plain", acme)
        // What reads as done is said only of what was.
        let written = try kv.run(["key", "put", "plain", "once more", acme])
        #expect(written.errors == "Wrote the value \"once more\" to key \"plain\" on namespace client:acme.\n")
        #expect(try kv.run(["key", "delete", "plain", acme]).errors.hasPrefix("Deleted the key \"plain\""))
        #expect(try !kv.failure("key", "put", "k", "v", "--ttl", "5", acme).errors.contains("Wrote"))
        let missing = try kv.failure("key", "get", "plain", acme)
        #expect(missing.status == 1 && missing.errors.contains("key not found"), "\(missing)")
        #expect(try kv.failure("key", "put", "k", "v", "--ttl", "59", acme).errors.contains("[code: 10034]"))
        #expect(try kv.failure("key", "put", "k", "v", "--metadata", "{", acme).status == 1)
        #expect(try kv.names(acme) == ["late", "rich"])
    }

    @Test(arguments: Mode.allCases)
    func `keys may hold anything that is text`(mode: Mode) throws {
        let (kv, server) = try tool(mode)
        defer { withExtendedLifetime(server) {} }
        let odd = [
            "a b", "a/b//c", "%41", "a+b", "ä€😀", "?x=1&y#z", "\"quoted\\\"", "new\nline", "../up", "-dash", "…",
            "\u{1}",
            String(repeating: "k", count: 512),
        ]
        for key in odd { try kv("key", "put", "--client=acme", "--", key, "=\(key)") }
        for key in odd { #expect(try kv("key", "get", "--client=acme", "--", key) == "=\(key)") }
        #expect(try kv.names("--client=acme") == odd.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        for key in ["", ".", "..", String(repeating: "k", count: 513)] {
            #expect(try kv.failure("key", "put", "--client=acme", "--", key, "v").status == 1, "\(key)")
        }
        for key in odd { try kv("key", "delete", "--client=acme", "--", key) }
        #expect(try kv.names("--client=acme").isEmpty)
    }

    @Test(arguments: Mode.allCases)
    func `the largest value goes in and out of a file, one byte more does not`(mode: Mode) throws {
        let (kv, server) = try tool(mode)
        defer { withExtendedLifetime(server) {} }
        let most = 25 * 1024 * 1024
        let value = (0..<most).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let file = try kv.directory.write("value", value)
        try kv("key", "put", "big", "--path", file, "--metadata", "1", "--client=acme")
        try kv("key", "get", "big", "--path", file + ".got", "--client=acme")
        #expect(try FileSystem.read(file + ".got", limit: most) == value)
        try kv.directory.write("value", value + [0])
        let refused = try kv.failure("key", "put", "big", "--path", file, "--client=acme")
        #expect(refused.status == 1 && refused.errors.contains("26214400"), "\(refused)")
        #expect(try kv.failure("key", "get", "none", "--path", file + ".none", "--client=acme").status == 1)
        #expect(!FileSystem.exists(file + ".none"))
    }

    @Test(arguments: Mode.allCases)
    func `ten thousand entries go in, come out and go in bulk, quietly where nobody watches`(mode: Mode) throws {
        let (kv, server) = try tool(mode)
        defer { withExtendedLifetime(server) {} }
        let count = 10_000
        let entries = (0..<count).map { #"{"key":"k\#($0)","value":"v\#($0)","metadata":{"n":\#($0)}}"# }
        let file = try kv.directory.write("bulk.json", "[" + entries.joined(separator: ",\n") + "]")
        let put = try kv.run(["bulk", "put", file, "--client=acme"])
        #expect(put.status == 0 && put.output.isEmpty)
        #expect(put.errors == "Uploaded 10,000 of 10,000 on namespace client:acme.\nSuccess!\n")
        let names = try kv.names("--client=acme")
        #expect(names.count == count && Set(names) == Set((0..<count).map { "k\($0)" }))
        let list = try kv.directory.write("list.json", try kv("key", "list", "--client=acme", "--prefix", "k99"))
        let got = try JSONValue(Array(try kv("bulk", "get", list, "--client=acme").utf8))
        #expect(got.names.count == 111)
        #expect(got["k9999"] == .string("v9999"))
        let unasked = try kv.failure("bulk", "delete", list, "--client=acme")
        #expect(unasked.status == 2 && unasked.errors.contains("say --force (-f)"), "\(unasked)")
        #expect(try kv.names("--client=acme").count == count)
        try kv("bulk", "delete", list, "--client=acme", "--force")
        #expect(try kv.names("--client=acme").count == count - 111)
    }

    @Test func `wrong bulk files are refused before anything is done`() throws {
        let (kv, _) = try tool(.offline)
        for (text, says) in [
            ("{", "is not JSON"), ("{}", "is not a JSON list"), ("[1]", "element 0"),
            (#"[{"key":"a","value":"b"},{"key":"c"}]"#, "element 1"), (#"[{"key":1,"value":"b"}]"#, "element 0"),
        ] {
            let file = try kv.directory.write("bulk.json", text)
            let failure = try kv.failure("bulk", "put", file, "--client=acme")
            #expect(failure.status == 1 && failure.errors.contains(says), "\(text): \(failure)")
        }
        #expect(try kv.failure("bulk", "put", "/nowhere", "--client=acme").errors.contains("/nowhere"))
        let file = try kv.directory.write("keys.json", "[\"a\",{\"x\":1}]")
        #expect(try kv.failure("bulk", "delete", file, "--client=acme").errors.contains("element 1 is no key"))
        #expect(try kv("namespace", "list") == "[]\n")
    }

    @Test(arguments: Mode.allCases)
    func `a binding is the namespace that the configuration says`(mode: Mode) throws {
        let id = "0f2ac74b498b48028cb68387c421e279"
        let (kv, server) = try tool(
            mode, "[[kv_namespaces]]\nbinding = \"ADVICE\"\nid = \"\(id)\"\n[[kv_namespaces]]\nbinding = \"FREE\"\n")
        defer { withExtendedLifetime(server) {} }
        // The configuration stands where the tool runs.
        try kv("key", "put", "k", "v", "--binding", "ADVICE")
        #expect(try kv("key", "get", "k", "--namespace-id", id) == "v")
        try kv("key", "put", "k", "free", "--binding", "FREE")
        #expect(try kv("key", "get", "k", "--binding", "FREE") == "free")
        let unknown = try kv.failure("key", "get", "k", "--binding", "NONE")
        #expect(unknown.status == 1 && unknown.errors.contains("but ADVICE, FREE"), "\(unknown)")
    }

    @Test(arguments: [
        ["nonsense"], ["key", "get"], ["key", "get", "k"], ["key", "put", "k", "--client=a"],
        ["key", "put", "k", "v", "--path", "f", "--client=a"], ["key", "get", "k", "--client=a", "--binding", "B"],
        ["key", "get", "k", "--client=a", "--text", "--path", "f"],
        ["key", "put", "k", "v", "--ttl", "x", "--client=a"],
        ["key", "get", "k", "--client=Not_A_Client"], ["namespace", "delete"], ["export", "--array"], ["backup"],
        ["namespace", "list", "--admin", "127.0.0.1:1"],
    ])
    func `wrong usage is exit status two`(arguments: [String]) throws {
        let (kv, _) = try tool(.offline)
        let run = try kv.run(arguments)
        #expect(run.status == 2, "\(run.errors)")
        #expect(run.output.isEmpty && !run.errors.isEmpty)
    }

    @Test func `a value that is taken for an option is told how it can be given`() throws {
        let (kv, _) = try tool(.offline)
        let taken = try kv.failure("key", "put", "minus", "-5", "--client=acme")
        #expect(taken.status == 2 && taken.errors.contains("after --: edge-router kv key put"), "\(taken)")
        #expect(try !kv.failure("key", "list", "--nonsense", "--client=acme").errors.contains("after --:"))
        try kv("key", "put", "--client=acme", "--", "minus", "-5")
        #expect(try kv("key", "get", "minus", "--client=acme") == "-5")
    }

    @Test func `a client's own namespace can be made, and is not for a binding`() throws {
        let (kv, _) = try tool(.offline)
        let made = try kv.run(["namespace", "create", "client:acme"])
        #expect(made.status == 0 && made.output.isEmpty)
        #expect(made.errors.contains("`--client` names it"), "\(made.errors)")
        try kv("key", "put", "k", "v", "--client=acme")
        #expect(try JSONValue(Array(try kv("namespace", "list").utf8)).elements.count == 1)
    }

    @Test func `what was put with the tool is served, and the other way about`() throws {
        let (kv, server) = try tool(.online)
        let running = try #require(server)
        try kv("key", "put", "from/tool", "1", "--client=acme")
        #expect(try running.acme("GET", "/kv/from/tool").text == "1")
        _ = try running.acme("PUT", "/kv/from/curl", body: "2")
        #expect(try kv("key", "get", "from/curl", "--client=acme") == "2")
        try running.terminate()
        #expect(try kv.names("--client=acme") == ["from/curl", "from/tool"])
    }
}
