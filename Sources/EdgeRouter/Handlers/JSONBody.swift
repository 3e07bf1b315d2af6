// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// JSON that a client sent.
enum JSONBody {
    /// Why bytes are not the JSON that was wanted, for the client.
    struct Failure: Error { let text: String }

    /// Decodes an object, or says which member is wrong.
    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(Failure) -> Value {
        // The decoder reads beyond the end of a number that stands alone, so only objects reach it.
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        guard bytes.first(where: { !blanks.contains($0) }) == 0x7b else {
            throw Failure(text: "the body is not a JSON object")
        }
        guard JSONSyntax.isValid(bytes) else { throw Failure(text: "the body is not well-formed JSON") }
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
}
