// SPDX-License-Identifier: Apache-2.0

/// What the parser and the semantics made of a head: a fault, or what was read and how far; nil if more is needed.
private enum Outcome: Equatable {
    case unfinished
    case refused(MessageFault)
    case taken(consumed: Int, fields: [Field], target: ByteRange, framing: BodyFraming, persists: Bool)
}

private func outcome(_ kind: HeadParser.Kind, _ bytes: [UInt8], endingAt ends: [Int]) -> Outcome {
    var parser = HeadParser(kind)
    parser.begin(at: 0)
    do throws(MessageFault) {
        for end in ends {
            guard let consumed = try parser.parse(bytes.span.extracting(0..<end)) else { continue }
            precondition(consumed <= min(end, HTTPLimits.headBytes + 2 * HTTPLimits.leadingEmptyLines))
            let head = parser.head
            for field in head.fields { check(field, bytes) }
            if kind == .request {
                let semantics = try RequestSemantics(head, bytes.span)
                check(semantics, bytes)
                return .taken(
                    consumed: consumed, fields: head.fields, target: semantics.target.path,
                    framing: semantics.framing, persists: semantics.isPersistent)
            }
            let semantics = try ResponseSemantics(head, bytes.span, to: .get)
            return .taken(
                consumed: consumed, fields: head.fields, target: .empty, framing: semantics.framing,
                persists: semantics.isPersistent)
        }
        return .unfinished
    } catch {
        return .refused(error)
    }
}

/// No field that is forwarded can end its line, whatever was received.
private func check(_ field: Field, _ bytes: [UInt8]) {
    precondition(!field.name.isEmpty)
    for index in field.name.indices { precondition(bytes[index].isTokenCharacter) }
    for index in field.value.indices {
        precondition(bytes[index] >= ASCII.space && bytes[index] != ASCII.delete || bytes[index] == ASCII.tab)
    }
}

private func check(_ semantics: RequestSemantics, _ bytes: [UInt8]) {
    let path = semantics.target.path
    precondition(semantics.target.isAsterisk ? path.isEmpty : bytes[Int(path.start)] == ASCII.slash)
    precondition(semantics.framing != .untilClose)
    if let decoded = PercentCoding.decode(bytes.span, path) { precondition(decoded.count <= path.count) }
    precondition(PercentCoding.normalisedPath(bytes.span, path).first ?? ASCII.slash == ASCII.slash)
}

/// Takes heads, whole and cut in pieces: both must come to the same. The first bytes choose the kind and the cuts.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHead(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    // libFuzzer hands over `size` bytes that stay valid during the call.
    let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
    guard input.count > 4 else { return 0 }
    let kind: HeadParser.Kind = input[0] & 1 == 0 ? .request : .response
    let bytes = Array(input[4...])
    let whole = outcome(kind, bytes, endingAt: [bytes.count])
    let cuts = input[1..<4].map { bytes.count * Int($0) / 256 }.sorted()
    precondition(outcome(kind, bytes, endingAt: cuts + [bytes.count]) == whole, "cut in pieces it differs")
    if bytes.count < 200 {
        precondition(outcome(kind, bytes, endingAt: Array(0...bytes.count)) == whole, "byte by byte it differs")
    }
    return 0
}
