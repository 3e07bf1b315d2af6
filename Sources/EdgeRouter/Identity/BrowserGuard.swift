// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Keeps web pages of other sites from using the router through a visitor's browser: a request with an Origin must come
/// from our own site or from a configured one (Fetch standard, section 3.2).
struct BrowserGuard {
    /// What an Origin field means for a request.
    enum Verdict: Equatable {
        /// No other site is involved.
        case own
        /// A configured site: its answers say that it may read them.
        case allowed
        /// Another site: 403.
        case foreign
    }

    let origins: Set<String>

    /// - Parameters:
    ///   - origin: the value of the Origin field; nil without one, as all but browsers send none.
    ///   - host: the authority the request is addressed to.
    func verdict(_ bytes: Span<UInt8>, origin: ByteRange?, host: ByteRange?) -> Verdict {
        guard let origin else { return .own }
        if let host {
            for scheme in ["http://", "https://"] where origin.count == scheme.utf8.count + host.count {
                let authority = ByteRange(Int(origin.start) + scheme.utf8.count, Int(origin.end))
                if bytes.spells(scheme, at: Int(origin.start)), bytes.isSameIgnoringCase(authority, host) {
                    return .own
                }
            }
        }
        guard !origins.isEmpty else { return .foreign }
        let text = String(decoding: origin.indices.map { bytes[$0] }, as: UTF8.self)
        return origins.contains(text) ? .allowed : .foreign
    }
}
