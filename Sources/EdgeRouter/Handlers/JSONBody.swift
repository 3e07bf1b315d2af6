// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// JSON that a client sent.
enum JSONBody {
    /// Why bytes are not the JSON that was wanted, for the client.
    struct Failure: Error, Equatable { let text: String }

    /// What a document is as a whole. The decoder reads beyond the end of a number that stands alone, so nothing but
    /// these reaches it.
    enum Shape: UInt8 {
        case object = 0x7b
        case array = 0x5b

        fileprivate var text: String { self == .object ? "a JSON object" : "a JSON array" }
    }

    /// Decodes an object or array, or says which member is wrong.
    static func decode<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], _ shape: Shape = .object
    ) throws(Failure) -> Value {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        guard bytes.first(where: { !blanks.contains($0) }) == shape.rawValue else {
            throw Failure(text: "the body is not \(shape.text)")
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

    /// Decodes as above, with the failure that Cloudflare's API has for it.
    static func api<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], _ shape: Shape = .object
    ) throws(Problem) -> Value {
        do throws(Failure) {
            return try decode(type, bytes, shape)
        } catch {
            throw .malformedBody(error.text)
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
