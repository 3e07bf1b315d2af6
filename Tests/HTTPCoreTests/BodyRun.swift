// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

/// What became of bytes that were handed to a decoder.
enum BodyOutcome: Equatable {
    /// The body ended, and so many bytes were left over.
    case ended([UInt8], left: Int)
    case refused([UInt8], MessageFault)
    case unfinished([UInt8])
}

/// Runs bytes through ``BodyDecoder`` as a connection would: in pieces, each decoded until it is used up.
enum BodyRun {
    static func outcome(of bytes: [UInt8], cutAt cuts: [Int] = [], _ framing: BodyFraming) -> BodyOutcome {
        var decoder = BodyDecoder(framing)
        var content: [UInt8] = []
        var start = 0
        for end in cuts + [bytes.count] {
            let piece = bytes[start..<end]
            // A connection's buffer has other bytes before the piece.
            let buffer = [0x0d, 0x0a] + piece
            do throws(MessageFault) {
                if let used = try decode(buffer, from: 2, &decoder, into: &content) {
                    return .ended(content, left: bytes.count - start - (used - 2))
                }
            } catch {
                return .refused(content, error)
            }
            start = end
        }
        return .unfinished(content)
    }

    /// Decodes one piece; the offset behind the body if it ends there.
    private static func decode(
        _ buffer: [UInt8], from start: Int, _ decoder: inout BodyDecoder, into content: inout [UInt8]
    ) throws(MessageFault) -> Int? {
        var index = start
        while true {
            switch try decoder.decode(buffer.span, from: index) {
            case .content(let range):
                content += buffer[range]
                index = range.upperBound
            case .needsMore: return nil
            case .ended(let consumed): return consumed
            }
        }
    }

    /// Checks that the outcome is the same however the bytes are cut.
    static func expectSameWhenCut(_ bytes: [UInt8], _ framing: BodyFraming, _ expected: BodyOutcome) {
        #expect(outcome(of: bytes, cutAt: Array(0..<bytes.count), framing) == expected, "byte by byte")
        let step = max(1, bytes.count / 500)
        for cut in stride(from: 0, through: bytes.count, by: step) {
            let parts = outcome(of: bytes, cutAt: [cut], framing)
            guard parts == expected else {
                Issue.record("cut at \(cut): \(parts)")
                return
            }
        }
    }
}
