// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// JSON that a client sent.
enum JSONBody {
    /// Why bytes are not the JSON that was wanted, for the client.
    struct Failure: Error { let text: String }

    /// Whether the bytes are a JSON text (RFC 8259), of any kind.
    static func isValid(_ bytes: [UInt8]) -> Bool {
        // The decoder reads beyond the end of a number that stands alone: inside an array it never does.
        let wrapped = [0x5b] + bytes + [0x5d]
        return (try? JSONDecoder().decode([Anything].self, from: Data(wrapped)))?.count == 1
    }

    /// Decodes an object, or says which member is wrong.
    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(Failure) -> Value {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        guard bytes.first(where: { !blanks.contains($0) }) == 0x7b else {
            throw Failure(text: "the body is not a JSON object")
        }
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
