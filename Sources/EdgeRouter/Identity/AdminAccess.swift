// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Who may use the admin listener: whoever has the operator's token. Without one anybody who reaches it may, so that it
/// is then for loopback alone.
struct AdminAccess: Sendable {
    /// Of the token, so that comparing tells nothing of it, not even its length.
    private let digest: TokenDigest?

    /// Anybody.
    static let anyone = AdminAccess(digest: nil)

    private init(digest: TokenDigest?) { self.digest = digest }

    /// - Parameter token: as the operator set it; nil if they did not.
    /// - Throws: what is wrong with it as a token.
    init(token: String?) throws(StartFailure) {
        guard let token else {
            digest = nil
            return
        }
        guard token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw StartFailure("EDGE_ADMIN_TOKEN: no header can carry it; use letters, digits and marks without blanks")
        }
        digest = TokenDigest(of: Array(token.utf8).span)
    }

    /// Whether a token has to be shown.
    var needsToken: Bool { digest != nil }

    /// What a request shows.
    enum Verdict {
        /// The token, or none is needed.
        case right
        /// Something else in its place: an attempt.
        case wrong
        /// Nothing.
        case nothing
    }

    /// Whether a request shows the token: as `Authorization: Bearer`, or in one of the fields in which clients of
    /// Cloudflare's API send older kinds of keys. The e-mail address that goes with one is not looked at.
    func verdict(_ head: borrowing MessageHead, _ bytes: [UInt8]) -> Verdict {
        guard let digest else { return .right }
        var verdict = Verdict.nothing
        for field in head.fields {
            switch field.id {
            case .authorization:
                guard let token = BearerToken.range(in: field.value, bytes.span) else { continue }
                if TokenDigest(of: bytes.span.extracting(token.indices)) == digest { return .right }
                verdict = .wrong
            case .other:
                guard Self.keyFields.contains(where: { bytes.span.matches(field.name, lowercase: $0) }) else {
                    continue
                }
                if TokenDigest(of: bytes.span.extracting(field.value.indices)) == digest { return .right }
                verdict = .wrong
            default: continue
            }
        }
        return verdict
    }

    private static let keyFields = ["x-auth-key", "x-auth-user-service-key"]
}
