// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What an answer says about being read by pages of other sites (Fetch standard, section 3.2). Never that cookies may
/// come along: a client shows its token in a field.
enum CORSAnswer: Equatable {
    /// Nothing: no origins are configured.
    case none
    /// The same request from a page of a configured origin would be answered otherwise.
    case varies
    /// A page of the origin that stands there in the request may read it.
    case allowed(ByteRange)

    /// Fields that such a page may read beside those that every page may.
    private static let exposed =
        "ETag, Expires-At, Location, RateLimit, RateLimit-Policy, Retry-After, Server-Timing, X-KV-Metadata, "
        + "X-Request-ID"
    /// Seconds that a browser may keep the answer to a preflight.
    private static let preflightSeconds = "600"

    func append(_ bytes: [UInt8], to out: inout [UInt8]) {
        out.append(field: "Vary", "Origin")
        guard case .allowed(let origin) = self else { return }
        out.append(text: "Access-Control-Allow-Origin: ")
        out.append(contentsOf: bytes[origin.indices])
        out.append(text: "\r\n")
        out.append(field: "Access-Control-Expose-Headers", Self.exposed)
    }

    /// Whether a request is a browser's question whether it may send another one.
    static func isPreflight(_ head: borrowing MessageHead, _ bytes: Span<UInt8>) -> Bool {
        head.method == .options && requested("access-control-request-method", head, bytes) != nil
    }

    /// Answers it: with whatever is asked for, since a token will have to be shown anyway.
    static func answerPreflight(_ exchange: Exchange) {
        let bytes = exchange.buffer.bytes
        exchange.respond(204) { out in
            for name in ["method", "headers"] {
                guard let wanted = requested("access-control-request-\(name)", exchange.head, bytes.span) else {
                    continue
                }
                out.append(text: name == "method" ? "Access-Control-Allow-Methods: " : "Access-Control-Allow-Headers: ")
                out.append(contentsOf: bytes[wanted.indices])
                out.append(text: "\r\n")
            }
            out.append(field: "Access-Control-Max-Age", preflightSeconds)
        }
    }

    private static func requested(
        _ name: String, _ head: borrowing MessageHead, _ bytes: Span<UInt8>
    ) -> ByteRange? {
        for field in head.fields where field.id == .other && bytes.matches(field.name, lowercase: name) {
            return field.value
        }
        return nil
    }
}
