// SPDX-License-Identifier: Apache-2.0

import ArticleGen
import Testing

@testable import EdgeRouter

@Suite struct ModelsHandlerTests {
    @Test func `models are listed once each, as far as a client may use them`() {
        var (one, two) = (
            Provider(name: "one", kind: .openAI, baseURL: "http://x"),
            Provider(name: "two", kind: .anthropic, baseURL: "http://x")
        )
        one.models = ["a", "b"]
        two.models = ["b"]
        two.prices = ["c": ModelPrice(input: 1, output: 1)]
        let configuration = GatewayConfiguration(providers: [one, two], model: "d")
        func told(_ limits: ClientLimits) -> [String] {
            ModelsHandler.models(configuration, limits).map {
                "\($0["id"]?.text ?? "") of \($0["owned_by"]?.text ?? "")"
            }
        }
        #expect(told(ClientLimits()) == ["a of one", "b of one", "c of two", "d of edge-router"])
        var limits = ClientLimits()
        limits.models = ["b", "x"]
        #expect(told(limits) == ["b of one"])
        #expect(ModelsHandler.models(nil, ClientLimits()).isEmpty)
    }
}
