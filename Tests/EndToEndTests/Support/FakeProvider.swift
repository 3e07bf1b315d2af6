// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// `scripts/fake-provider.py`, running: a provider of language models that does what the model's name says.
final class FakeProvider: Sendable {
    private let process: ChildProcess
    private let directory: TemporaryDirectory
    let port: UInt16

    private let scheme: String

    /// - Parameter isSigned: false to have it speak TLS with a certificate that nobody has signed.
    init(isSigned: Bool = true) throws {
        scheme = isSigned ? "http" : "https"
        let directory = try TemporaryDirectory()
        self.directory = directory
        let root = #filePath.dropLast("/Tests/EndToEndTests/Support/FakeProvider.swift".count)
        let script = ["-B", "\(root)/scripts/fake-provider.py"] + (isSigned ? [] : ["--tls"])
        process = try ChildProcess(
            "python3", script, output: directory.path + "/out", errors: directory.path + "/err")
        port = try eventually("the fake provider serves") {
            let said = directory.text("out")
            return said.hasSuffix("\n") ? UInt16(said.dropLast()) : nil
        }
    }

    /// Models that a configuration names, each for what it does.
    private static let models = [
        "good", "echo", "slow", "flaky", "fail-400", "fail-401", "fail-404", "fail-429", "fail-429-after", "fail-500",
        "fail-503", "fail-529", "quota", "redirect", "hang", "huge", "nonsense", "early-error", "late-error", "cut",
        "broken-json", "endless", "writer", "writer-slow", "writer-cut", "writer-broken", "silent", "no-usage",
        "no-done", "bytes",
    ]

    /// A configuration with this provider.
    /// - Parameters:
    ///   - llm: further keys of `[edge.llm]`.
    ///   - provider: further keys of the provider.
    ///   - rest: further tables.
    func configuration(_ llm: String = "", provider: String = "", _ rest: String = "") -> String {
        let names = Self.models.map { "\"\($0)\"" }.joined(separator: ", ")
        return """
            [edge.llm]
            \(llm)

            [[edge.llm.providers]]
            name = "fake"
            base_url = "\(scheme)://127.0.0.1:\(port)/v1"
            key_env = "FAKE_KEY"
            models = [\(names)]
            \(provider)

            [[edge.llm.providers]]
            name = "claude"
            kind = "anthropic"
            base_url = "http://127.0.0.1:\(port)"
            key_env = "FAKE_KEY"
            models = ["claude", "claude-overloaded"]

            \(rest)
            """
    }

    /// What it has seen.
    func seen() throws -> JSONValue { try Connection(port: port, owner: self).request("GET", "/seen").json() }

    /// How often it was asked for a model.
    func count(_ model: String) throws -> Int { Int(try seen()["counts"]?[model]?.number ?? 0) }
}

extension TestServer {
    /// A request of the client `acme` to the gateway.
    func chat(
        _ model: String, _ members: String = "", _ fields: [String] = [], text: String = "hello"
    ) throws -> Response {
        try acme(
            "POST", "/v1/chat/completions", ["Content-Type: application/json"] + fields,
            body: #"{"model":"\#(model)","messages":[{"role":"user","content":"\#(text)"}]\#(members)}"#)
    }
}
