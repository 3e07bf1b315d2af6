// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter
@testable import Outbound

@Suite struct ProviderCheckTests {
    private func provider(
        _ kind: LLMConfiguration.Provider.Kind = .openai, _ url: String = "https://api.example/v1",
        key: String? = "A_KEY"
    ) -> LLMConfiguration.Provider {
        LLMConfiguration.Provider(name: "p", kind: kind, baseURL: url, keyEnv: key)
    }

    private func finding(_ look: ProviderCheck.Look, _ provider: LLMConfiguration.Provider? = nil) -> Finding {
        ProviderCheck(provider: provider ?? self.provider(), look: look).finding
    }

    private let name = "p at https://api.example/v1"

    @Test func `one that answers is fine`() {
        #expect(finding(.answered(200)) == .fine(.llm, "\(name) answers and takes the key"))
        #expect(finding(.answered(204), provider(key: nil)) == .fine(.llm, "\(name) answers"))
    }

    @Test func `a key that is missing or wrong says which variable`() {
        #expect(finding(.keyMissing) == .wrong(.llm, "\(name): A_KEY is not set", mend: "export A_KEY=..."))
        #expect(
            finding(.answered(401))
                == .wrong(
                    .llm, "\(name): the key is refused (401)", mend: "export A_KEY=..., with a key of this provider"))
        #expect(
            finding(.answered(403), provider(key: nil))
                == .wrong(
                    .llm, "\(name): the key is missing (403)",
                    mend: "name the variable that holds the key in key_env"))
    }

    @Test func `other answers are told by what they mean`() {
        #expect(finding(.answered(404)).status == .reduced)
        #expect(finding(.answered(429)).status == .reduced)
        #expect(finding(.answered(503)).text == "\(name) answers with status 503")
        #expect(finding(.answered(503)).status == .wrong)
    }

    @Test(arguments: [
        (kind: OutboundError.Kind.libraryMissing, text: "cannot be asked without libcurl"),
        (.cannotResolve, "the name has no address"), (.cannotConnect, "nobody answers there"),
        (.timeout(.total), "no answer within 5 s"), (.tls, "its certificate is not trusted"),
        (.invalidRequest, "no request can be made of base_url or key"),
        (.invalidResponse, "what answers there is no such service"),
    ])
    func `no answer says why, and nothing of the error's own text`(kind: OutboundError.Kind, text: String) {
        let finding = finding(.failed(OutboundError(kind, "hush")))
        #expect(finding.text == "\(name): \(text)")
        #expect(finding.status == .wrong && finding.remedy != nil)
    }

    @Test(arguments: [
        (url: "https://user:hush@api.example/v1", shown: "https://api.example/v1"),
        ("https://hush@api.example", "https://api.example"),
        ("http://127.0.0.1:11434/v1?key=hush", "http://127.0.0.1:11434/v1"),
        ("https://api.example/v1?a=b@hush", "https://api.example/v1"), ("hush", "its base_url"), ("", "its base_url"),
        ("hush:x", "its base_url"),
    ])
    func `nothing secret of a base URL is shown`(url: String, shown: String) {
        #expect(finding(.answered(200), provider(.openai, url, key: nil)).text == "p at \(shown) answers")
    }

    @Test func `each kind is asked as its API wants it`() {
        let openai = ProviderCheck.request(provider(), key: "k")
        #expect(openai.method == "GET" && openai.url == "https://api.example/v1/models")
        #expect(openai.fields.contains(OutboundField("Authorization", "Bearer k")))
        let anthropic = ProviderCheck.request(provider(.anthropic, "https://api.example"), key: "k")
        #expect(anthropic.url == "https://api.example/v1/models")
        #expect(anthropic.fields.contains(OutboundField("x-api-key", "k")))
        #expect(anthropic.fields.contains { $0.isNamed("anthropic-version") })
        #expect(ProviderCheck.request(provider(), key: nil).fields.count == 1)
    }

    @Test func `without any in the file those count that there are keys for`() throws {
        func names(_ toml: String, _ variables: [String: String]) throws -> [String] {
            try ProviderCheck.providers(loadTOML(toml)) { variables[$0] }.map { "\($0.name) \($0.baseURL)" }
        }
        #expect(try names("", [:]).isEmpty)
        #expect(
            try names("", ["OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"])
                == ["openai https://api.openai.com/v1", "anthropic https://api.anthropic.com"])
        #expect(try names("", ["OPENAI_BASE_URL": "http://h/v1/"]) == ["openai http://h/v1"])
        let file = "[[edge.llm.providers]]\nname = \"mine\"\nbase_url = \"http://h/v1\"\n"
        #expect(try names(file, ["OPENAI_API_KEY": "k"]) == ["mine http://h/v1"])
    }

    @Test func `one whose key is not there is not asked`() {
        guard case .keyMissing = ProviderCheck.look(provider(), environment: { _ in nil }).look else {
            Issue.record("asked")
            return
        }
    }
}
