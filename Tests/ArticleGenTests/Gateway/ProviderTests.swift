// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ProviderTests {
    private func provider(_ name: String, _ models: [String]) -> Provider {
        var provider = Provider(name: name, kind: .openAI, baseURL: "http://127.0.0.1/v1")
        provider.models = models
        return provider
    }

    private func targets(_ providers: [Provider], _ model: String?, default usual: String? = nil) -> [String] {
        GatewayConfiguration(providers: providers, model: usual).targets(model).map { "\($0.provider):\($0.model)" }
    }

    @Test func `providers that have a model are asked in their order`() {
        let providers = [provider("a", ["m", "n"]), provider("b", []), provider("c", ["m"])]
        #expect(targets(providers, "m") == ["a:m", "b:m", "c:m"])
        #expect(targets(providers, "n") == ["a:n", "b:n"])
        #expect(targets([provider("a", ["m"])], "x") == [])
    }

    @Test func `a provider can be named before the model`() {
        let providers = [provider("a", ["m"]), provider("b", ["m"]), provider("open", [])]
        #expect(targets(providers, "b/m") == ["b:m"])
        #expect(targets(providers, "open/meta/llama") == ["open:meta/llama"])
        #expect(targets([provider("a", ["b/m"]), provider("b", ["m"])], "b/m") == ["b:m", "a:b/m"])
    }

    @Test func `without a model each provider's own is asked for, or the configured one`() {
        let providers = [provider("a", ["m"]), provider("b", ["x"]), provider("c", [])]
        #expect(targets(providers, nil) == ["a:m", "b:x"])
        #expect(targets(providers, "default") == ["a:m", "b:x"])
        #expect(targets(providers, nil, default: "x") == ["b:x", "c:x"])
        #expect(targets(providers, "default", default: "x") == ["b:x", "c:x"])
    }
}
