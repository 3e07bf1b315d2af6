// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Synchronization

/// Writes one large value to a file, piece by piece. It blocks, and so does not belong on an event loop; one thread at
/// a time uses it. What is never finished leaves nothing.
public final class KVValueWriter: Sendable {
    private struct State {
        /// Nil once it is finished, discarded or has failed.
        var file: File?
        var checksum = ValueChecksum()
        var length = 0
    }

    /// The longest value that it takes, bytes.
    public let maximumBytes: Int
    private let id: String
    private let directory: ValueDirectory
    private let state: Mutex<State>

    init(directory: ValueDirectory, maximumBytes: Int) throws(KVError) {
        let (id, file) = try directory.create()
        self.id = id
        self.directory = directory
        self.maximumBytes = maximumBytes
        state = Mutex(State(file: file))
    }

    deinit { discard() }

    /// Bytes written so far.
    public var length: Int { state.withLock { $0.length } }

    /// Adds the next bytes. Throws `KVError.isTooLarge` beyond `maximumBytes`, `isFull` when the disk is; after any
    /// error the value is discarded.
    public func append(_ bytes: Span<UInt8>) throws(KVError) {
        do throws(KVError) {
            // The bytes are read within the call.
            try unsafe bytes.withUnsafeBytes { bytes throws(KVError) in
                try unsafe append(bytes)
            }
        } catch {
            discard()
            throw error
        }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws(KVError) {
        try state.withLock { state throws(KVError) in
            guard let file = state.file else { throw KVValueWriter.isOver }
            guard bytes.count <= maximumBytes - state.length else {
                throw KVError(code: SQLITE_TOOBIG, operation: "write value", message: "the value is over its limit")
            }
            // Lent by the caller above.
            try unsafe file.write(bytes, operation: "write value")
            unsafe state.checksum.update(Span(_unsafeBytes: bytes))
            state.length += bytes.count
        }
    }

    /// Makes the file durable and hands it out, ready to be put. After an error the value is discarded.
    public func finish() throws(KVError) -> KVValueFile {
        let state = self.state.withLock { state in
            defer { state.file = nil }
            return state
        }
        guard let file = state.file else { throw KVValueWriter.isOver }
        do throws(KVError) {
            try file.synchronize(operation: "finish value")
            try directory.complete(id)
        } catch {
            File.remove(directory.unfinishedPath(of: id))
            throw error
        }
        return KVValueFile(id: id, length: state.length, checksum: state.checksum.value, directory: directory)
    }

    /// Gives the value up and removes what was written. Nothing happens if it is finished.
    public func discard() {
        let file = state.withLock { state in
            defer { state.file = nil }
            return state.file
        }
        if file != nil { File.remove(directory.unfinishedPath(of: id)) }
    }

    private static let isOver = KVError(
        code: SQLITE_MISUSE, operation: "write value", message: "the value is finished, discarded or has failed")
}
