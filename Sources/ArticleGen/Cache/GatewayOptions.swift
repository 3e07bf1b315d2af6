// SPDX-License-Identifier: Apache-2.0

/// What the `cf-aig-…` fields of a request ask for: those of Cloudflare's AI Gateway
/// (developers.cloudflare.com/ai-gateway, "Header glossary").
public struct GatewayOptions: Hashable, Sendable {
    /// How long an answer is kept, in seconds; nil where nobody said, 0 for not at all (`cf-aig-cache-ttl`).
    public var cacheSeconds: Int?
    /// Whether the cache is passed by (`cf-aig-skip-cache`).
    public var skipsCache = false
    /// A key in place of the one that is made of the request (`cf-aig-cache-key`).
    public var cacheKey: String?
    /// Attempts at one provider (`cf-aig-max-attempts`).
    public var attempts: Int?
    /// The time between attempts in milliseconds (`cf-aig-retry-delay`).
    public var delay: Int?
    /// How that time grows (`cf-aig-backoff`).
    public var backoff: String?
    /// The time that an answer may take to begin, in milliseconds (`cf-aig-request-timeout`).
    public var timeout: Int?

    /// The limits that Cloudflare documents: a month, five attempts, five seconds; the time is ours, OpenAI's longest.
    private static let ranges = (
        cache: 0...2_592_000, attempts: 1...5, delay: 0...5000, timeout: 1...600_000
    )
    /// The longest key, in bytes. Ours: it is hashed in any case.
    private static let keyBytes = 1024

    /// The fields that are read. `cf-aig-metadata` and `cf-aig-collect-log` are understood, too: they concern a log of
    /// requests' texts, which this gateway does not keep.
    public static let names = [
        "cf-aig-cache-ttl", "cf-aig-skip-cache", "cf-aig-cache-key", "cf-aig-max-attempts", "cf-aig-retry-delay",
        "cf-aig-backoff", "cf-aig-request-timeout", "cf-aig-metadata", "cf-aig-collect-log",
    ]

    /// Nothing is asked for.
    public init() {}

    /// Reads the fields; `value` gives the value of one by its name in lower case.
    public init(_ value: (String) -> String?) throws(GatewayError) {
        func whole(_ name: String, _ range: ClosedRange<Int>) throws(GatewayError) -> Int? {
            guard let text = value(name) else { return nil }
            guard let number = Int(text), range.contains(number) else {
                throw .invalid(
                    name, "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound).")
            }
            return number
        }
        func flag(_ name: String) throws(GatewayError) -> Bool? {
            guard let text = value(name) else { return nil }
            switch text.lowercased() {
            case "true", "1": return true
            case "false", "0": return false
            default: throw .invalid(name, "`\(name)` must be true or false.")
            }
        }
        cacheSeconds = try whole("cf-aig-cache-ttl", Self.ranges.cache)
        skipsCache = try flag("cf-aig-skip-cache") ?? false
        attempts = try whole("cf-aig-max-attempts", Self.ranges.attempts)
        delay = try whole("cf-aig-retry-delay", Self.ranges.delay)
        timeout = try whole("cf-aig-request-timeout", Self.ranges.timeout)
        _ = try flag("cf-aig-collect-log")
        if let text = value("cf-aig-backoff") {
            guard RetryPolicy.Backoff(rawValue: text) != nil else {
                throw .invalid("cf-aig-backoff", "`cf-aig-backoff` must be constant, linear or exponential.")
            }
            backoff = text
        }
        if let key = value("cf-aig-cache-key") {
            guard !key.isEmpty, key.utf8.count <= Self.keyBytes else {
                throw .invalid("cf-aig-cache-key", "`cf-aig-cache-key` must have 1 to \(Self.keyBytes) bytes.")
            }
            cacheKey = key
        }
        if let metadata = value("cf-aig-metadata"), JSONValue(metadata)?.objectMembers == nil {
            throw .invalid("cf-aig-metadata", "`cf-aig-metadata` must be a JSON object.")
        }
    }

    var policy: RetryPolicy {
        var policy = RetryPolicy()
        if let attempts { policy.attempts = attempts }
        if let delay { policy.delay = Int64(delay) }
        if let backoff { policy.backoff = RetryPolicy.Backoff(rawValue: backoff) ?? .exponential }
        return policy
    }
}
