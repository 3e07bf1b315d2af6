// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// The form with which a value is put: a field `value`, which goes to whoever wants it as it comes, and perhaps a field
/// `metadata`, which is kept. Other fields are passed over.
struct MultipartForm {
    private var parser: MultipartParser
    private var field = Field.other
    private var hasValue = false
    private var seenMetadata: [UInt8]?

    private enum Field { case value, metadata, other }

    init?(boundary: [UInt8]) {
        guard let parser = MultipartParser(boundary: boundary) else { return nil }
        self.parser = parser
    }

    /// Takes the next piece of the body, and hands out what of it belongs to the value: whole pieces of `bytes`, or
    /// some bytes beside.
    mutating func take(
        _ bytes: [UInt8], _ range: Range<Int>,
        value: ([UInt8], Range<Int>) throws(Problem) -> Void
    ) throws(Problem) {
        var position = range.lowerBound
        while true {
            let event: MultipartParser.Event
            do throws(MultipartParser.Fault) {
                event = try parser.next(bytes.span.extracting(0..<range.upperBound), &position)
            } catch {
                throw .malformedBody(error.text)
            }
            switch event {
            case .part(let name): try begin(name)
            case .content(let content): try take(bytes, content, value)
            case .delimiterContent(let count): try take(parser.delimiter, 0..<count, value)
            case .partEnded: field = .other
            case .ended: continue
            case .needsMore: return
            }
        }
    }

    private mutating func begin(_ name: [UInt8]?) throws(Problem) {
        field = .other
        guard let name else { return }
        if name.elementsEqual("value".utf8) {
            guard !hasValue else { throw .malformedBody("the form has the field `value` twice") }
            hasValue = true
            field = .value
        } else if name.elementsEqual("metadata".utf8) {
            guard seenMetadata == nil else { throw .malformedBody("the form has the field `metadata` twice") }
            seenMetadata = []
            field = .metadata
        }
    }

    private mutating func take(
        _ bytes: [UInt8], _ range: Range<Int>, _ value: ([UInt8], Range<Int>) throws(Problem) -> Void
    ) throws(Problem) {
        switch field {
        case .value: try value(bytes, range)
        case .metadata:
            guard (seenMetadata?.count ?? 0) + range.count <= Metadata.sentBytes else {
                throw .metadataTooLarge("put")
            }
            seenMetadata?.append(contentsOf: bytes[range])
        case .other: break
        }
    }

    /// The body is complete.
    /// - Returns: the metadata as they were sent, if they were.
    func end() throws(Problem) -> [UInt8]? {
        guard parser.isEnded else { throw .malformedBody("the form ends before its last boundary") }
        guard hasValue else { throw .noValuePart }
        return seenMetadata
    }
}
