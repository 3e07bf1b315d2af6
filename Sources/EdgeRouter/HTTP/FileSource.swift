// SPDX-License-Identifier: Apache-2.0

/// A file of known length as the body of a response. The background threads read it, so that no loop waits for the
/// disk.
final class FileSource: ResponseSource {
    /// What is read at a time, in bytes.
    static let pieceBytes = 256 * 1024

    private let length: Int
    private let read: @Sendable (_ offset: Int, _ count: Int) throws -> [UInt8]
    private let failure: @Sendable (any Error) -> Problem
    private var offset = 0

    /// - Parameters:
    ///   - length: of the file, in bytes.
    ///   - read: returns so many bytes from an offset, or throws; called on a thread that may wait.
    ///   - failure: what the client is told of what was thrown, or of a file that ends early.
    init(
        length: Int, _ read: @escaping @Sendable (_ offset: Int, _ count: Int) throws -> [UInt8],
        failure: @escaping @Sendable (any Error) -> Problem
    ) {
        self.length = length
        self.read = read
        self.failure = failure
    }

    func next(_ exchange: Exchange) {
        let (read, failure, start, length) = (read, failure, offset, length)
        let count = min(Self.pieceBytes, length - start)
        offset += count
        exchange.worker.offload(exchange, to: .files, bytes: 0) {
            do {
                let bytes = try read(start, count)
                guard bytes.count == count else { throw EndedEarly(length: length, end: start + bytes.count) }
                return ResponsePiece(bytes, isLast: start + count == length)
            } catch {
                return .lost(failure(error))
            }
        } _: { exchange, piece in
            StreamedResponse.pass(piece, to: exchange)
        }
    }
}

/// A file is shorter than it was said to be.
private struct EndedEarly: Error, CustomStringConvertible {
    let length: Int
    let end: Int

    var description: String { "the file ends after \(end) of \(length) bytes" }
}

extension ResponsePiece {
    fileprivate init(_ bytes: [UInt8], isLast: Bool) { self = isLast ? .last(bytes) : .more(bytes) }
}
