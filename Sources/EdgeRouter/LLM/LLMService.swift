// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import Crypto
internal import EventLoop
internal import KVStore
internal import Outbound

/// The gateway to language models with what it needs: an HTTP client, the store, the clock.
final class LLMService: Sendable {
    let gateway: Gateway
    let conversations: Conversations
    let articles: Articles
    private let outbound = OutboundClient()
    private let store: LLMStore

    init(_ configuration: Configuration, _ store: KVStore, _ writes: StoreService, _ files: BackgroundService) {
        self.store = LLMStore(store, writes, files)
        let ports = GatewayPorts(
            hash: { Array(SHA256.hash(data: $0)) }, seconds: { WallClock.now.seconds })
        gateway = Gateway(Self.configuration(configuration), outbound: outbound, store: self.store, ports: ports)
        conversations = Conversations(gateway)
        articles = Articles(gateway, ArticleReviewer(threads: files))
        ArticleRecovery.begin(store, writes, files)
    }

    /// Goes on with another configuration.
    func reconfigure(_ configuration: Configuration) { gateway.reconfigure(Self.configuration(configuration)) }

    /// Forgets a client that was removed, so that nothing of it is written again. May block.
    func forget(_ client: String) {
        gateway.forget(client)
        store.forget(client)
    }

    /// Ends what is under way, settles it, gives back what was leased and has the ledger written. The store must still
    /// take writes.
    func close() {
        outbound.close()
        gateway.close()
        store.writeLedger()
    }

    /// The providers of a configuration, without any those that the environment has keys for, with their keys.
    static func configuration(
        _ configuration: Configuration, environment: (String) -> String? = ProcessFacts.environment
    ) -> GatewayConfiguration {
        let own = configuration.llm
        let providers = ProviderCheck.providers(configuration, environment: environment).map { told in
            var provider = Provider(
                name: told.name, kind: told.kind == .openai ? .openAI : .anthropic, baseURL: told.baseURL,
                key: told.keyEnv.flatMap(environment))
            provider.models = told.models
            provider.prices = told.prices.mapValues { ModelPrice($0) }
            provider.connect = told.connectTimeout
            provider.total = told.timeout
            provider.firstToken = told.firstTokenTimeout
            provider.idle = told.idleTimeout
            return provider
        }
        var gateway = GatewayConfiguration(providers: providers, model: own.model ?? environment("OPENAI_MODEL"))
        gateway.contextTokens = own.contextTokens
        gateway.cacheSeconds = own.cacheTime.wholeMilliseconds / 1000
        return gateway
    }
}
