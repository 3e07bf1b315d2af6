// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// The fields that tell a client its limits and what is left of them (draft-ietf-httpapi-ratelimit-headers-10).
struct RateLimitFields {
    private let rate: RequestRate?
    /// `RateLimit-Policy` whole, then `RateLimit` as far as it is the same on every answer.
    private let constant: [UInt8]

    private static let middle = Array(";t=".utf8)
    private static let lineEnd = Array("\r\n".utf8)

    init(_ limits: RequestLimits) {
        rate = limits.rate
        var policies: [String] = []
        if let rate = limits.rate { policies.append("\"default\";q=\(rate.burst);w=\(rate.window)") }
        if let concurrent = limits.concurrent {
            policies.append("\"concurrent\";q=\(concurrent);qu=\"concurrent-requests\"")
        }
        let policy = policies.isEmpty ? "" : "RateLimit-Policy: \(policies.joined(separator: ", "))\r\n"
        constant = Array((policy + (limits.rate == nil ? "" : "RateLimit: \"default\";r=")).utf8)
    }

    /// Appends the field lines of an answer.
    /// - Parameter remaining: requests that are left, as far as is known.
    func append(remaining: Int, to out: inout [UInt8]) {
        out.append(contentsOf: constant)
        guard let rate else { return }
        let remaining = max(0, min(remaining, rate.burst))
        // Until all are there again.
        let seconds = RequestRate.seconds(UInt64(rate.burst - remaining) * rate.interval)
        out.append(decimal: remaining)
        out.append(contentsOf: Self.middle)
        out.append(decimal: remaining == rate.burst ? 0 : seconds)
        out.append(contentsOf: Self.lineEnd)
    }

    /// Appends those of an answer to a request that had to be refused.
    /// - Parameter retryAfter: seconds, as in `Retry-After`.
    func append(_ refusal: ClientLimit.Refusal, remaining: Int, retryAfter: Int, to out: inout [UInt8]) {
        if case .rate = refusal {
            out.append(contentsOf: constant)
            out.append(text: "0;t=\(retryAfter)\r\n")
        } else {
            append(remaining: remaining, to: &out)
            if refusal == .concurrent { out.append(text: "RateLimit: \"concurrent\";r=0\r\n") }
        }
    }
}
