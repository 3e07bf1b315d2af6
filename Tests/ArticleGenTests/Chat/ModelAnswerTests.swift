// SPDX-License-Identifier: Apache-2.0

import Outbound
import Testing

@testable import ArticleGen

@Suite struct ModelAnswerTests {
    /// Keeps nothing.
    private struct NoStore: GatewayStore {
        func budget(of client: String) throws -> [UInt8]? { nil }
        func write(budget: [UInt8], of client: String, _ completion: @escaping @Sendable (Bool) -> Void) {
            completion(true)
        }
        func answer(_ key: [UInt8], of client: String) -> [UInt8]? { nil }
        func keep(_ answer: [UInt8], _ key: [UInt8], of client: String, seconds: Int) {}
        func book(_ usage: GatewayUsage) {}
    }

    private func request() throws(GatewayError) -> GatewayRequest {
        let chat = try Gateway.request([Gateway.message("user", "hi")], model: nil, maximumOutput: 5)
        return GatewayRequest(
            client: "acme", limits: ClientLimits(), options: GatewayOptions(), chat: chat, id: "1")
    }

    private func gateway(_ providers: [Provider]) -> Gateway {
        Gateway(
            GatewayConfiguration(providers: providers), outbound: OutboundClient(), store: NoStore(),
            ports: GatewayPorts(hash: { $0 }, seconds: { 1 }))
    }

    @Test func `a refusal is thrown`() async throws {
        let request = try request()
        let gateway = gateway([])
        await #expect(throws: GatewayError.self) { try await gateway.answer(request) }
    }

    @Test func `whoever is cancelled before asking is answered, too`() async throws {
        let request = try request()
        // A port where nobody is: what comes of it comes too late.
        var provider = Provider(name: "p", kind: .openAI, baseURL: "http://127.0.0.1:1/v1")
        provider.models = ["m"]
        let gateway = gateway([provider])
        let task = Task { () -> GatewayError? in
            while !Task.isCancelled { await Task.yield() }
            do throws(GatewayError) {
                _ = try await gateway.answer(request)
                return nil
            } catch {
                return error
            }
        }
        task.cancel()
        #expect(await task.value?.code == "cancelled")
    }
}
