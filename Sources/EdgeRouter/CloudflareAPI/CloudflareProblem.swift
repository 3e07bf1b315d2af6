// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

// What the API answers where it does not do what it was asked, with Cloudflare's numbers. Where those are not known,
// the status is that of the Workers runtime for the same mistake and the number that of any failed validation.

extension Problem {
    /// A failure of the API.
    static func api(_ status: Int, _ code: Int, _ detail: String) -> Problem {
        var problem = Problem(status, "api-\(code)", HTTPStatus.reason(status), detail)
        problem.cloudflareCode = code
        return problem
    }

    /// Any mistake without a number of its own.
    static func invalid(_ detail: String) -> Problem { .api(400, 10021, detail) }

    static func noSuchRoute(_ path: String) -> Problem {
        .api(404, 7003, "Could not route to `\(path)`: there is no such call, or an id in it is missing.")
    }

    static func malformedID(_ id: String) -> Problem {
        let count = id.utf8.count
        let reason = count == 32 || count == 36 ? "incorrect UUID format" : "incorrect UUID length: \(count)"
        return .api(400, 10011, "could not parse UUID from request's namespace_id: 'uuid: \(reason)'")
    }

    static func noNamespace(_ operation: String) -> Problem {
        .api(404, 10013, "\(operation): 'namespace not found'")
    }

    static let noKey = Problem.api(404, 10009, "get: 'key not found'")

    static let titleTaken = Problem.api(400, 10014, "a namespace with this account ID and title already exists")

    static let titleMissing = Problem.api(400, 10019, "a namespace needs a title that is not empty")

    static let titleTooLong = Problem.invalid("a title has at most \(KVLimits.titleCharacters) characters")

    static func malformedBody(_ why: String) -> Problem { .api(400, 10012, "invalid request body: \(why)") }

    static func limit(_ why: String) -> Problem { .api(400, 10028, "invalid limit: \(why)") }

    static func expiry(_ why: String) -> Problem { .api(400, 10034, why) }

    static let noValuePart = Problem.api(400, 10047, "the form has no field `value`")

    static func valueTooLarge(_ operation: String) -> Problem {
        .api(413, 10021, "\(operation): 'value exceeds the limit of \(KVLimits.valueBytes) bytes'")
    }

    static func metadataTooLarge(_ operation: String) -> Problem {
        .api(413, 10021, "\(operation): 'metadata exceeds the limit of \(KVLimits.metadataBytes) bytes of JSON'")
    }

    static func key(_ problem: KVKeyProblem, _ operation: String) -> Problem {
        switch problem {
        case .empty: .invalid("\(operation): 'the key is empty'")
        case .tooLong: .api(414, 10021, "\(operation): 'key exceeds the limit of \(KVLimits.keyBytes) bytes of UTF-8'")
        case .notUTF8: .invalid("\(operation): 'the key is not UTF-8'")
        case .dots: .invalid("\(operation): '`.` and `..` are no keys'")
        }
    }

    /// A client's articles and conversations are the router's to write (`KVHandler.readOnlyPrefixes`).
    static func readOnlyKey(_ prefix: String, _ operation: String) -> Problem {
        .api(403, 10001, "\(operation): 'keys under `\(prefix)` of a client can be read, not written'")
    }
}
