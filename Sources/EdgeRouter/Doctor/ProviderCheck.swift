// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Outbound

/// One service of language models: whether it answers, and takes the key.
struct ProviderCheck: Sendable {
    /// What came of asking.
    enum Look: Sendable {
        /// It was not asked: the variable with its key is not set.
        case keyMissing
        /// It answered with this status.
        case answered(Int)
        /// It did not answer.
        case failed(OutboundError)
    }

    var provider: LLMConfiguration.Provider
    var look: Look

    /// How long an answer may take, in seconds. Listing models takes well below one.
    static let seconds = 5
    /// The longest answer that is read, in bytes: OpenRouter's list has some 500 KB.
    private static let answerBytes = 4 * 1024 * 1024
    /// Of Anthropic's API, whose requests must name one.
    private static let anthropicVersion = "2023-06-01"

    /// The providers of a configuration; without any those that the environment has keys for.
    static func providers(
        _ configuration: Configuration, environment: (String) -> String?
    ) -> [LLMConfiguration.Provider] {
        if !configuration.llm.providers.isEmpty { return configuration.llm.providers }
        return LLMConfiguration.Provider.Kind.allCases.compactMap { kind in
            let base = kind == .openai ? environment("OPENAI_BASE_URL") : nil
            let hasKey = environment(kind.defaultKeyVariable) != nil
            guard hasKey || base != nil else { return nil }
            var url = base ?? kind.defaultBaseURL
            while url.hasSuffix("/") { url.removeLast() }
            return LLMConfiguration.Provider(
                name: kind.rawValue, kind: kind, baseURL: url, keyEnv: hasKey ? kind.defaultKeyVariable : nil)
        }
    }

    /// Asks a provider for its models.
    static func look(
        _ provider: LLMConfiguration.Provider, environment: (String) -> String?
    ) -> ProviderCheck {
        var key: String?
        if let variable = provider.keyEnv {
            key = environment(variable)
            guard key != nil else { return ProviderCheck(provider: provider, look: .keyMissing) }
        }
        let client = OutboundClient()
        defer { client.close() }
        do {
            let response = try client.perform(request(provider, key: key))
            return ProviderCheck(provider: provider, look: .answered(response.head.status))
        } catch {
            // An answer that is too long is one.
            let look: Look = error.kind == .bodyTooLarge ? .answered(200) : .failed(error)
            return ProviderCheck(provider: provider, look: look)
        }
    }

    /// The question. Not a call that costs anything.
    static func request(_ provider: LLMConfiguration.Provider, key: String?) -> OutboundRequest {
        let path: String
        var fields = [OutboundField("Accept", "application/json")]
        switch provider.kind {
        case .openai:
            path = "/models"
            if let key { fields.append(OutboundField("Authorization", "Bearer \(key)")) }
        case .anthropic:
            path = "/v1/models"
            fields.append(OutboundField("anthropic-version", anthropicVersion))
            if let key { fields.append(OutboundField("x-api-key", key)) }
        }
        var request = OutboundRequest("GET", provider.baseURL + path, fields: fields)
        request.deadlines = OutboundDeadlines(
            connect: .seconds(seconds), firstByte: .seconds(seconds), total: .seconds(seconds))
        request.bodyBytes = answerBytes
        return request
    }

    /// That there is none.
    static let none = Finding.reduced(
        .llm, "no language model: no [[edge.llm.providers]], no OPENAI_API_KEY, no ANTHROPIC_API_KEY",
        mend: "export OPENAI_API_KEY=..., or OPENAI_BASE_URL=http://127.0.0.1:11434/v1 for a model of your own")

    /// What to say.
    var finding: Finding {
        let name = "\(provider.name) at \(origin)"
        switch look {
        case .keyMissing:
            let variable = provider.keyEnv ?? ""
            return .wrong(.llm, "\(name): \(variable) is not set", mend: "export \(variable)=...")
        case .answered(200..<300):
            return .fine(.llm, "\(name) answers" + (provider.keyEnv == nil ? "" : " and takes the key"))
        case .answered(let status) where status == 401 || status == 403:
            let mend = provider.keyEnv.map { "export \($0)=..., with a key of this provider" }
            return .wrong(
                .llm, "\(name): the key \(mend == nil ? "is missing" : "is refused") (\(status))",
                mend: mend ?? "name the variable that holds the key in key_env")
        case .answered(404):
            return .reduced(
                .llm, "\(name) answers, and has no list of models (404)",
                mend: "see whether base_url ends as its manual says, often in /v1")
        case .answered(429):
            return .reduced(
                .llm, "\(name) takes no more requests for now (429)", mend: "wait, or raise its limit there")
        case .answered(let status):
            return .wrong(
                .llm, "\(name) answers with status \(status)", mend: "see base_url, and the provider's status")
        case .failed(let error): return failure(name, error)
        }
    }

    private func failure(_ name: String, _ error: OutboundError) -> Finding {
        switch error.kind {
        case .libraryMissing:
            return .wrong(.llm, "\(name): cannot be asked without libcurl", mend: LibraryCheck.install("libcurl4"))
        case .cannotResolve:
            return .wrong(.llm, "\(name): the name has no address", mend: "see base_url, and this machine's network")
        case .cannotConnect, .connectionLost:
            return .wrong(.llm, "\(name): nobody answers there", mend: "start it, or see base_url")
        case .timeout:
            return .wrong(.llm, "\(name): no answer within \(Self.seconds) s", mend: "start it, or see base_url")
        case .tls:
            return .wrong(
                .llm, "\(name): its certificate is not trusted", mend: LibraryCheck.install("ca-certificates"))
        case .invalidRequest:
            return .wrong(.llm, "\(name): no request can be made of base_url or key", mend: "see both")
        case .cancelled, .overloaded, .closed, .addressRefused, .headTooLarge, .bodyTooLarge, .truncated,
            .invalidResponse:
            return .wrong(.llm, "\(name): what answers there is no such service", mend: "see base_url")
        }
    }

    /// The base URL without what may be secret in it: user, password, query.
    private var origin: String {
        let parts = provider.baseURL.split(separator: "?", maxSplits: 1).first ?? ""
        guard let scheme = parts.firstIndex(of: ":"), parts[scheme...].hasPrefix("://") else { return "its base_url" }
        let rest = parts[parts.index(scheme, offsetBy: 3)...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        let host = rest[..<end].lastIndex(of: "@").map { rest[rest.index(after: $0)..<end] } ?? rest[..<end]
        return String(parts[...scheme]) + "//" + host + rest[end...]
    }
}
