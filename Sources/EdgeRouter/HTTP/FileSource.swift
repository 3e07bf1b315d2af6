// SPDX-License-Identifier: Apache-2.0

/// A file of known length as the body of a response. The background threads read it, so that no loop waits for the
/// disk.
final class FileSource: ResponseSource {
    /// What is read at a time, in bytes.
    static let pieceBytes = 256 * 1024

    private let length: Int
    private let read: @Sendable (_ offset: Int, _ count: Int) throws -> [UInt8]
    private var offset = 0

    /// - Parameters:
    ///   - length: of the file, in bytes.
    ///   - read: returns so many bytes from an offset, or throws; called on a thread that may wait.
    init(length: Int, _ read: @escaping @Sendable (_ offset: Int, _ count: Int) throws -> [UInt8]) {
        self.length = length
        self.read = read
    }

    func next(_ exchange: Exchange) {
        let (read, start, length) = (read, offset, length)
        let count = min(Self.pieceBytes, length - start)
        offset += count
        exchange.worker.offload(exchange, to: .files, bytes: 0) {
            guard let bytes = try? read(start, count), bytes.count == count else { return ResponsePiece.lost }
            return start + count < length ? .more(bytes) : .last(bytes)
        } _: { exchange, piece in
            StreamedResponse.pass(piece, to: exchange)
        }
    }
}
