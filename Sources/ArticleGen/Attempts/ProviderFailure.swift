// SPDX-License-Identifier: Apache-2.0

internal import Outbound

/// What a provider's failure means: whether to try again, elsewhere or not at all, and what the client is told. Here is
/// the one place where such a failure becomes a status.
struct ProviderFailure: Error, Equatable {
    /// What went wrong, by what is to be done about it.
    enum Kind: Equatable {
        /// Try again, here or elsewhere: too many requests, too much load, an accident, no connection.
        case passing
        /// Not here for now: what the router may spend there is spent, or its key is refused.
        case unusable
        /// Not here: this provider does not have the model.
        case unknownModel
        /// Nowhere: the request itself is wrong, and another provider would say so, too.
        case request
    }

    let kind: Kind
    /// What the client is told if nobody else can help.
    var error: GatewayError
    /// How long the provider wants not to be asked, in milliseconds; nil where it says nothing.
    var wait: Int64?

    /// The longest `Retry-After` that is waited for, in milliseconds, as in OpenAI's own client.
    static let longestWait: Int64 = 120_000
    /// The most of a provider's text that is told, in bytes.
    private static let textBytes = 2000

    /// What a response says that is no answer.
    init(_ provider: String, status: Int, fields: [OutboundField], body: [UInt8]) {
        let value = JSONValue(body)
        // Some servers wrap the object into an array.
        let told = value?["error"] ?? value?.elements?.first?["error"]
        func field(_ name: String) -> String? { fields.first { $0.isNamed(name) }?.value }
        self.init(provider, status: status, told: told, shouldRetry: field("x-should-retry"))
        if kind == .request, value?["error"] != nil, told?["message"] != nil { error.passedOn = body }
        wait = Self.wait(milliseconds: field("retry-after-ms"), seconds: field("retry-after"))
        if kind != .request, let wait { error.retryAfter = Int((wait + 999) / 1000) }
    }

    /// What a provider tells in the middle of a stream whose status was 200.
    init(_ provider: String, inStream told: JSONValue) {
        let type = told["type"]?.text ?? ""
        let status: Int
        switch (told["code"]?.integer, type) {
        case (let code?, _) where 400..<600 ~= code: status = code
        case (_, "overloaded_error"): status = 529
        case (_, "rate_limit_error"), (_, "rate_limit_exceeded"), (_, "insufficient_quota"): status = 429
        case (_, "invalid_request_error"): status = 400
        case (_, "authentication_error"): status = 401
        case (_, "permission_error"): status = 403
        case (_, "not_found_error"): status = 404
        default: status = 500
        }
        self.init(provider, status: status, told: told, shouldRetry: nil)
    }

    private init(_ provider: String, status: Int, told: JSONValue?, shouldRetry: String?) {
        let text = Self.shortened(told?["message"]?.text ?? told?.text ?? "")
        let code = told?["code"]?.text ?? told?["type"]?.text ?? told?["details"]?["error_code"]?.text
        let said = text.isEmpty ? "" : " It says: \(text)"
        kind = Self.kind(status, told, shouldRetry)
        switch kind {
        case .request:
            error = GatewayError(
                status, told?["type"]?.text ?? "invalid_request_error", code: code, param: told?["param"]?.text,
                text.isEmpty ? "The provider \(provider) refused the request with status \(status)." : text)
        case .unknownModel:
            error = GatewayError(
                404, "invalid_request_error", code: "model_not_found", param: "model",
                "The provider \(provider) does not have this model.\(said)")
        case .unusable where status == 401 || status == 403:
            error = GatewayError(
                502, "api_error", code: "provider_refused_key",
                "The provider \(provider) refused the router's own key (status \(status)); the operator has to look at "
                    + "it.")
        case .unusable:
            error = GatewayError(
                503, "api_error", code: "provider_quota_spent",
                "What this router may spend at the provider \(provider) is spent; the operator has to look at it.")
        case .passing where status == 429:
            error = GatewayError(
                429, "requests", code: "provider_rate_limited",
                "The provider \(provider) takes no more requests of this router for now.\(said)")
        case .passing where status == 503 || status == 529:
            error = GatewayError(
                503, "api_error", code: "provider_overloaded", "The provider \(provider) is overloaded.\(said)")
        case .passing:
            error = GatewayError(
                502, "api_error", code: "provider_failed",
                "The provider \(provider) failed with status \(status).\(said)")
        }
    }

    private static func kind(_ status: Int, _ told: JSONValue?, _ shouldRetry: String?) -> Kind {
        let words = [told?["code"]?.text, told?["type"]?.text, told?["details"]?["error_code"]?.text]
        let spent: Set<String> = [
            "insufficient_quota", "credit_balance_exhausted", "enforced_spend_limit_reached", "billing_error",
            "billing_hard_limit_reached",
        ]
        if words.contains(where: { $0.map(spent.contains) ?? false }) || status == 402 { return .unusable }
        switch status {
        case 401, 403: return .unusable
        case 404: return .unknownModel
        case 408, 409, 429, 500...: return shouldRetry == "false" ? .request : .passing
        case 300..<400: return .passing
        default: return shouldRetry == "true" ? .passing : .request
        }
    }

    /// What a transfer says that brought no response, or not the whole of one.
    init(_ provider: String, _ failure: OutboundError) {
        switch failure.kind {
        case .timeout:
            error = GatewayError(
                504, "api_error", code: "provider_timeout",
                "The provider \(provider) took too long. \(failure.description)")
        case .overloaded, .closed, .libraryMissing, .invalidRequest:
            error = GatewayError(
                503, "api_error", code: "router_unable",
                "The router cannot make the call to \(provider). \(failure.description)")
        case .bodyTooLarge, .headTooLarge:
            error = GatewayError(
                502, "api_error", code: "provider_answer_too_large",
                "The answer of the provider \(provider) is larger than this router takes. \(failure.description)")
        default:
            error = GatewayError(
                502, "api_error", code: "provider_unreachable",
                "The provider \(provider) cannot be reached. \(failure.description)")
        }
        switch failure.kind {
        // It would be as large the next time, and as dear.
        case .bodyTooLarge, .headTooLarge, .libraryMissing, .invalidRequest: kind = .request
        default: kind = .passing
        }
    }

    /// An answer that cannot be made sense of.
    init(_ provider: String, nonsense what: String) {
        kind = .passing
        error = GatewayError(
            502, "api_error", code: "provider_answer_invalid",
            "The provider \(provider) answered something else than a chat completion: \(what).")
    }

    /// A request that this provider's API has no words for.
    init(_ error: GatewayError) {
        kind = .request
        self.error = error
    }

    /// How long not to ask, by the first of the fields that says it; nil where none does, or not in seconds.
    static func wait(milliseconds: String?, seconds: String?) -> Int64? {
        let limit = 1e9
        if let milliseconds, let value = Double(milliseconds), 0...limit ~= value { return Int64(value) }
        if let seconds, let value = Double(seconds), 0...limit ~= value { return Int64(value * 1000) }
        return nil
    }

    private static func shortened(_ text: String) -> String {
        text.utf8.count <= textBytes ? text : String(text.prefix(textBytes / 4)) + "…"
    }
}
