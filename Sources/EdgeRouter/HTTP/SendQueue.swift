// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Bytes that a peer could not yet take. Empty, and without memory, in the usual case: what a socket takes at once
/// never comes here.
struct SendQueue {
    /// What sending came to.
    enum Outcome: Equatable {
        /// Everything is with the kernel.
        case drained
        /// The peer must read first.
        case blocked
        /// The connection is gone.
        case failed
    }

    /// Small pieces are copied together up to this size, in bytes; larger ones are held by reference.
    private static let mergeBytes = 32 * 1024

    private var pieces: [[UInt8]] = []
    /// Bytes of the first piece that are gone.
    private var offset = 0
    /// Bytes that wait.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    /// Whether whoever produces the bytes should be held back.
    var isFull: Bool { count >= BufferLimits.highWaterBytes }
    /// Whether whoever was held back may go on.
    var hasRoom: Bool { count <= BufferLimits.highWaterBytes / 2 }

    /// Adds the bytes from `start` on.
    mutating func append(_ bytes: [UInt8], from start: Int = 0) {
        let added = bytes.count - start
        guard added > 0 else { return }
        count += added
        if pieces.isEmpty && added > Self.mergeBytes {
            pieces.append(bytes)
            offset = start
        } else if let last = pieces.indices.last, pieces[last].count + added <= Self.mergeBytes {
            pieces[last].append(contentsOf: bytes[start...])
        } else if start == 0 && added > Self.mergeBytes {
            pieces.append(bytes)
        } else {
            pieces.append(Array(bytes[start...]))
        }
    }

    /// Sends until all is gone or the peer takes no more.
    mutating func send(on source: EventSource) -> Outcome {
        var sent = 0
        defer { if sent > 0 { pieces.removeFirst(sent) } }
        while sent < pieces.count {
            let piece = pieces[sent]
            let size = piece.count
            let result = source.send(piece.span.extracting(offset..<size), more: sent + 1 < pieces.count)
            switch result {
            case .bytes(let taken):
                count -= taken
                offset += taken
                guard offset == size else { return .blocked }
                offset = 0
                sent += 1
            case .wouldBlock: return .blocked
            case .endOfStream, .failed: return .failed
            }
        }
        return .drained
    }
}
