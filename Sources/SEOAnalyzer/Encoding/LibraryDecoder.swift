// SPDX-License-Identifier: Apache-2.0

internal import CIconv

/// Decodes what the C library knows: the encodings of old pages in East Asia and Eastern Europe.
enum LibraryDecoder {
    /// The document in UTF-8, with U+FFFD for what is no character; nil if the C library does not have the encoding.
    static func utf8(_ input: [UInt8], encoding: String) -> [UInt8]? {
        let name = Array(encoding.utf8)
        // Shifts of this one reach across pieces, so it is decoded in one: three bytes for each are enough.
        let isStateful = encoding.hasPrefix("ISO-2022")
        var output: [UInt8] = []
        var start = 0
        while start < input.count {
            let rest = input.count - start
            let room = isStateful ? rest * 3 : min(rest, pieceBytes) * 3
            let end = isStateful ? input.count : min(input.count, start + pieceBytes)
            let isLast = end == input.count
            let (piece, read) = decoded(input.span.extracting(start..<end), name, isLast: isLast, room: room)
            guard let piece else { return nil }
            output += piece
            // A character cut by the end of a piece is read with the next one.
            start += read
        }
        return output
    }

    /// Bytes decoded at a time, so that what is not needed of the room for them is small.
    private static let pieceBytes = 64 * 1024

    private static func decoded(_ input: Span<UInt8>, _ name: [UInt8], isLast: Bool, room: Int) -> ([UInt8]?, Int) {
        var buffer = [UInt8](repeating: 0, count: room)
        var output = buffer.mutableSpan
        let progress = ciconv_to_utf8(name.span, input, isLast, &output)
        guard progress.read > 0 else { return (nil, 0) }
        buffer.removeSubrange(Int(progress.written)...)
        return (buffer, Int(progress.read))
    }
}
