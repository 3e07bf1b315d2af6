// SPDX-License-Identifier: Apache-2.0

/// What became of a chunked body: its content so far, and how it ended.
private enum Outcome: Equatable {
    case unfinished([UInt8])
    case refused([UInt8], MessageFault)
    case ended([UInt8], consumed: Int)
}

private func outcome(_ bytes: [UInt8], cutAt cuts: [Int]) -> Outcome {
    var decoder = BodyDecoder(.chunked)
    var content: [UInt8] = []
    var start = 0
    for end in cuts + [bytes.count] {
        // A copy of the piece alone, so that the sanitizer sees any reach beyond it.
        let piece = Array(bytes[start..<end])
        var index = 0
        do throws(MessageFault) {
            decoding: while true {
                switch try decoder.decode(piece.span, from: index) {
                case .content(let range):
                    precondition(range.lowerBound >= index && !range.isEmpty && range.upperBound <= piece.count)
                    content += piece[range]
                    index = range.upperBound
                case .needsMore: break decoding
                case .ended(let consumed):
                    precondition(consumed >= index && consumed <= piece.count && decoder.isEnded)
                    return .ended(content, consumed: start + consumed)
                }
            }
        } catch {
            return .refused(content, error)
        }
        start = end
    }
    return .unfinished(content)
}

/// Takes chunked bodies, whole and cut in pieces: both must come to the same. The first bytes choose the cuts.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzChunked(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    // libFuzzer hands over `size` bytes that stay valid during the call.
    let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
    guard input.count > 3 else { return 0 }
    let bytes = Array(input[3...])
    let whole = outcome(bytes, cutAt: [])
    let cuts = input[..<3].map { bytes.count * Int($0) / 256 }.sorted()
    precondition(outcome(bytes, cutAt: cuts) == whole, "cut in pieces it differs")
    if bytes.count < 200 {
        precondition(outcome(bytes, cutAt: Array(0..<bytes.count)) == whole, "byte by byte it differs")
    }
    return 0
}
