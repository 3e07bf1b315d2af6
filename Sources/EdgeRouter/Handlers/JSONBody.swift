// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// JSON that a client sent.
enum JSONBody {
    /// Why bytes are not the JSON that was wanted, for the client.
    struct Failure: Error { let text: String }

    /// Whether the bytes are a JSON text (RFC 8259), of any kind.
    static func isValid(_ bytes: [UInt8]) -> Bool {
        (try? JSONDecoder().decode(Anything.self, from: Data(bytes))) != nil
    }

    /// Decodes an object, or says which member is wrong.
    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(Failure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw Failure(text: describe(error))
        } catch {
            throw Failure(text: "\(error)")
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "the member `\(context.codingPath.map(\.stringValue).joined(separator: "."))` has the wrong type"
        case .keyNotFound(let key, _): "the member `\(key.stringValue)` is missing"
        default: "the body is not well-formed JSON"
        }
    }

    /// Takes whatever comes: the decoder has checked the syntax of the whole before.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
