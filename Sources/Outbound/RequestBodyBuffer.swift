// SPDX-License-Identifier: Apache-2.0

/// The request body between the caller who gives it and libcurl, which takes it. Pure.
struct RequestBodyBuffer {
    /// What is to be had.
    enum Outcome: Equatable {
        /// That many bytes were copied, and whether they were the last.
        case bytes(Int, isLast: Bool)
        /// Nothing now; the caller has not finished.
        case starved
        /// Nothing any more.
        case ended
    }

    private var chunks: [[UInt8]]
    /// The chunk being taken, and how much of it has been.
    private var chunk = 0
    private var offset = 0
    /// Bytes given and not yet taken.
    private(set) var waiting: Int
    private(set) var isFinished: Bool
    /// Bytes the caller still has to give, where the length was announced.
    private var owed: Int?
    private let keepsBytes: Bool

    /// A body that is there whole and may be taken again from its beginning.
    init(whole bytes: [UInt8]) {
        chunks = [bytes]
        waiting = bytes.count
        isFinished = true
        keepsBytes = true
    }

    /// A body that is still to be given.
    init(streamed length: Int?) {
        chunks = []
        waiting = 0
        isFinished = length == 0
        owed = length
        keepsBytes = false
    }

    /// Takes what the caller gives; false if it is more than was announced, or comes after the end.
    mutating func append(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return true }
        guard !isFinished, owed.map({ bytes.count <= $0 }) ?? true else { return false }
        chunks.append(bytes)
        waiting += bytes.count
        owed? -= bytes.count
        if owed == 0 { isFinished = true }
        return true
    }

    /// The caller gives no more; false if more was announced.
    mutating func finish() -> Bool {
        isFinished = true
        return (owed ?? 0) == 0
    }

    /// Moves bytes to where libcurl wants them.
    mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        var count = 0
        // Bounded by the room that is left and by the chunk.
        while chunk < chunks.count, count < buffer.count {
            let part = min(chunks[chunk].count - offset, buffer.count - count)
            unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count..<count + part])
                .copyBytes(from: chunks[chunk][offset..<offset + part])
            count += part
            offset += part
            if offset == chunks[chunk].count {
                if !keepsBytes { chunks[chunk] = [] }
                chunk += 1
                offset = 0
            }
        }
        if chunk == chunks.count, !keepsBytes {
            chunks.removeAll(keepingCapacity: true)
            chunk = 0
        }
        waiting -= count
        if count > 0 { return .bytes(count, isLast: isFinished && waiting == 0) }
        return isFinished ? .ended : .starved
    }

    /// Begins anew; false if the bytes are gone.
    mutating func rewind() -> Bool {
        guard keepsBytes else { return false }
        waiting = chunks[0].count
        chunk = 0
        offset = 0
        return true
    }
}
