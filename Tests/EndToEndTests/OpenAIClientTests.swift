// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

/// OpenAI's own Python client, with nothing changed but its base URL and its key.
private enum OpenAIClient {
    /// The Python that has the package: `EDGE_TEST_PYTHON`, else `python3`; nil if it has not.
    static let python: String? = {
        let python = ProcessFacts.environment("EDGE_TEST_PYTHON") ?? "python3"
        let check = try? Command(python, ["-c", "import openai"])
        return check?.status == 0 ? python : nil
    }()
}

@Suite(.enabled(if: OpenAIClient.python != nil, "no python3 with the openai package; set EDGE_TEST_PYTHON"))
struct OpenAIClientTests {
    @Test(arguments: ["whole", "stream", "tools", "schema", "unknown", "models", "errors", "anthropic"])
    func `the client works as it does with OpenAI`(name: String) throws {
        let provider = try FakeProvider()
        defer { withExtendedLifetime(provider) {} }
        let server = try TestServer(
            provider.configuration("", TestServer.tokenMode), environment: ["FAKE_KEY=k"])
        let token = try server.token(of: "acme")
        let root = #filePath.dropLast("/Tests/EndToEndTests/OpenAIClientTests.swift".count)
        let run = try Command(
            try #require(OpenAIClient.python),
            ["-B", "\(root)/scripts/openai-client.py", "http://127.0.0.1:\(server.port)/v1", token, name],
            patience: 60_000)
        #expect(run.output == "well\n", "\(run.errors.suffix(1500))")
    }
}
