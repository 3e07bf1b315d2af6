// SPDX-License-Identifier: Apache-2.0

import ArticleGen
import Testing

@testable import EdgeRouter

@Suite struct LLMServiceTests {
    @Test func `providers come from the file, with their keys from the environment`() throws {
        let configuration = try loadTOML(
            """
            [edge.llm]
            model = "m"
            cache_ttl = "5m"

            [[edge.llm.providers]]
            name = "own"
            base_url = "http://127.0.0.1:1/v1"
            key_env = "OWN_KEY"
            models = ["m"]
            timeout_first_token = "3s"
            """)
        let gateway = LLMService.configuration(configuration) { $0 == "OWN_KEY" ? "secret" : "unasked" }
        #expect(gateway.providers.map(\.name) == ["own"])
        #expect(gateway.providers.first?.key == "secret")
        #expect(gateway.providers.first?.firstToken == .seconds(3))
        #expect(gateway.model == "m")
        #expect(gateway.cacheSeconds == 300)
    }

    @Test func `without any in the file they come from the environment`() throws {
        let configuration = try loadTOML("")
        #expect(LLMService.configuration(configuration) { _ in nil }.providers.isEmpty)
        let environment = ["OPENAI_BASE_URL": "http://127.0.0.1:11434/v1/", "OPENAI_MODEL": "llama"]
        let gateway = LLMService.configuration(configuration) { environment[$0] }
        #expect(gateway.providers.map(\.baseURL) == ["http://127.0.0.1:11434/v1"])
        #expect(gateway.providers.first?.key == nil)
        #expect(gateway.model == "llama")
        let both = LLMService.configuration(configuration) { $0.hasSuffix("_KEY") ? "k" : nil }
        #expect(both.providers.map(\.name) == ["openai", "anthropic"])
    }
}
