// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
internal import HTTPCore

/// Who may use the admin listener: whoever has the operator's token. Without one anybody who reaches it may, so that it
/// is then for loopback alone.
struct AdminAccess: Sendable {
    /// Of the token, so that comparing tells nothing of it, not even its length.
    private let digest: SHA256Digest?

    /// Anybody.
    static let anyone = AdminAccess(digest: nil)

    private init(digest: SHA256Digest?) { self.digest = digest }

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
        digest = SHA256.hash(data: Array(token.utf8))
    }

    /// Whether a token has to be shown.
    var needsToken: Bool { digest != nil }

    /// Whether a request shows the token: as `Authorization: Bearer`, or in one of the fields in which clients of
    /// Cloudflare's API send older kinds of keys. The e-mail address that goes with one is not looked at.
    func admits(_ head: borrowing MessageHead, _ bytes: [UInt8]) -> Bool {
        guard let digest else { return true }
        for field in head.fields {
            switch field.id {
            case .authorization:
                let scheme = ByteRange(Int(field.value.start), min(Int(field.value.start) + 7, Int(field.value.end)))
                guard bytes.span.matches(scheme, lowercase: "bearer ") else { continue }
                let token = bytes[Int(scheme.end)..<Int(field.value.end)].drop { $0 == 0x20 }
                if SHA256.hash(data: Array(token)) == digest { return true }
            case .other:
                let isKey = Self.keyFields.contains { bytes.span.matches(field.name, lowercase: $0) }
                if isKey, SHA256.hash(data: Array(bytes[field.value.indices])) == digest { return true }
            default: continue
            }
        }
        return false
    }

    private static let keyFields = ["x-auth-key", "x-auth-user-service-key"]
}
