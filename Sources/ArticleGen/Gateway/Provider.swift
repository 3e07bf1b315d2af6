// SPDX-License-Identifier: Apache-2.0

/// A service that answers chat requests.
public struct Provider: Sendable {
    /// Whose API it speaks.
    public enum Kind: Sendable {
        /// `POST {base}/chat/completions`.
        case openAI
        /// `POST {base}/v1/messages`.
        case anthropic
    }

    /// How answers and logs name it.
    public var name: String
    /// Whose API it speaks.
    public var kind: Kind
    /// What paths are added to, without a slash at the end.
    public var baseURL: String
    /// Its key; nil for none. Never told to anyone but it.
    public var key: String?
    /// The models it has; empty for any.
    public var models: [String] = []
    /// What its models cost.
    public var prices: [String: ModelPrice] = [:]
    /// Time to connect.
    public var connect = Duration.seconds(5)
    /// Time for a whole answer.
    public var total = Duration.seconds(600)
    /// Time until a stream begins.
    public var firstToken = Duration.seconds(120)
    /// Time between two pieces of a stream.
    public var idle = Duration.seconds(60)

    /// A provider with the usual times.
    public init(name: String, kind: Kind, baseURL: String, key: String? = nil) {
        self.name = name
        self.kind = kind
        self.baseURL = baseURL
        self.key = key
    }

    /// Whether it has a model.
    func has(_ model: String) -> Bool { models.isEmpty || models.contains(model) }
}

/// Which providers there are, in the order they are asked, and what holds for all.
public struct GatewayConfiguration: Sendable {
    /// In the order they are asked.
    public var providers: [Provider]
    /// The model of requests that name none; nil for each provider's first.
    public var model: String?
    /// How long answers are kept where a request does not say, in seconds; 0 for not at all.
    public var cacheSeconds = 0
    /// The tokens of an answer that a client with a budget may get where its request sets no limit: without one, there
    /// is no worst case. Ours: what most models write in one go.
    public var maximumOutput = 4096
    /// The tokens that a model takes, sent and received together: conversations are cut to it. Ours: what the smallest
    /// models in use take.
    public var contextTokens = 8192

    /// A configuration.
    public init(providers: [Provider] = [], model: String? = nil) {
        self.providers = providers
        self.model = model
    }

    /// A name by which clients ask for whatever model is there.
    static let anyModel = "default"

    /// Who can be asked for a model: under its own name, or under `provider/model`. For no model, each provider's own.
    func targets(_ model: String?) -> [CallTarget] {
        guard let model = model == Self.anyModel ? self.model : model ?? self.model else {
            return providers.compactMap { provider in
                provider.models.first.map { CallTarget(provider: provider.name, model: $0) }
            }
        }
        let own = providers.filter { $0.has(model) }.map { CallTarget(provider: $0.name, model: model) }
        for provider in providers where model.hasPrefix(provider.name + "/") {
            let name = String(model.dropFirst(provider.name.count + 1))
            // A provider that takes any model may have one of just that name: it comes behind the one that is named.
            guard !name.isEmpty, provider.has(name) else { continue }
            return [CallTarget(provider: provider.name, model: name)]
                + own.filter { $0.provider != provider.name }.filter { target in
                    providers.first { $0.name == target.provider }?.models.contains(model) == true
                }
        }
        return own
    }

    func provider(_ target: CallTarget) -> Provider? { providers.first { $0.name == target.provider } }

    /// What a target costs; nil where nobody has said.
    func price(_ target: CallTarget) -> ModelPrice? { provider(target)?.prices[target.model] }
}
