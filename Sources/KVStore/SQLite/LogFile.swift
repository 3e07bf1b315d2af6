// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// The write-ahead log as a file, for what SQLite leaves undone (sqlite.org/fileformat2.html#walformat).
///
/// It is made longer a good piece at a time, with zeros, which no frame begins with: a flush of what was written over
/// is one write of the disk, that of a file that has become longer one of the file system's journal, too.
///
/// The rule: a write that failed stays undone, for readers now and after any restart. A commit whose flush fails has
/// written all its frames. SQLite takes it back in memory, and readers go on with the earlier values; but the frames
/// are valid, and the next process that reads the log would take them for committed: what readers see would change
/// without a write. So the first of them is made invalid, and that is on disk before anything else is written.
/// Nothing is flushed a second time in the hope that it works: after a failed flush the kernel may call pages clean
/// that never reached the disk. What earlier commits wrote has been flushed before, and what lies in the same page of
/// the file as the failed frame is written again with it.
final class LogFile {
    private let file: File
    /// Bytes that it has, as far as is known.
    private var length = 0

    /// Where the committed part of the log ends.
    struct End: Equatable {
        /// Frames of the log's current run. SQLite begins a new run, from the first frame on, when all is in the
        /// database and nobody reads the log.
        let frames: Int
        /// Which run that is; nil for an empty log.
        let run: UInt64?
    }

    private static let headerBytes = 32
    private static let frameHeaderBytes = 24
    /// Where in the header its two salts are, 8 bytes that change with each run.
    private static let saltOffset = 16
    private static let operation = "undo commit"
    /// Frames that an ordinary commit has at most: with fewer left the file is made longer.
    private static let spareFrames = 16
    /// Frames by which it is made longer, 264 KB: one commit in twenty or so pays, and pays little more for it.
    private static let growthFrames = 64

    /// Opens the log of a database that is open.
    init(of database: String) throws(KVError) {
        guard let file = try File(path: database + "-wal", mode: .update, operation: "open log") else {
            throw KVError(code: SQLITE_CANTOPEN, operation: "open log", message: "it is missing")
        }
        self.file = file
    }

    /// Whether there is nothing in it.
    var isEmpty: Bool {
        get throws(KVError) { try file.length(operation: "open log") == 0 }
    }

    /// Where the log ends, from which the next commit goes on: straight before it, by the only writer.
    func end(frames: Int) throws(KVError) -> End { End(frames: frames, run: try run()) }

    /// Makes room for the frames of a commit behind so many, if there is little. Where it cannot be had, the commit
    /// will meet that itself.
    ///
    /// The length is remembered, not asked for each time: a file whose times were asked for gets new ones with the next
    /// write (Linux since 6.13, Documentation/filesystems/multigrain-ts.rst), and they are flushed with it, where once
    /// in 4 ms is usual. SQLite may have made the file longer since, or cut it; then room comes early or late.
    func grow(behind frames: Int) {
        guard length < LogFile.offset(of: frames + LogFile.spareFrames) else { return }
        do throws(KVError) {
            length = try file.length(operation: LogFile.operation)
            let missing = LogFile.offset(of: frames + LogFile.growthFrames) - length
            guard missing > 0 else { return }
            let zeros = [UInt8](repeating: 0, count: missing)
            // Written before the call returns, behind everything that is there.
            try unsafe zeros.span.withUnsafeBytes { zeros throws(KVError) in
                try unsafe file.write(zeros, at: length, operation: LogFile.operation)
            }
            length += missing
        } catch {
            return
        }
    }

    private static func offset(of frame: Int) -> Int {
        headerBytes + frame * (frameHeaderBytes + Connection.pageBytes)
    }

    /// Makes invalid what lies behind the end, and returns when that is on disk.
    func cut(behind end: End) throws(KVError) {
        guard let run = try run() else { return }
        // A new run has nothing in it but the commit that failed.
        let frames = run == end.run ? end.frames : 0
        let offset = LogFile.offset(of: frames)
        guard try file.length(operation: LogFile.operation) > offset else { return }
        let zeros = [UInt8](repeating: 0, count: LogFile.frameHeaderBytes)
        // Written before the call returns. No page has the number 0, so no frame begins like this.
        try unsafe zeros.span.withUnsafeBytes { zeros throws(KVError) in
            try unsafe file.write(zeros, at: offset, operation: LogFile.operation)
        }
        try file.synchronize(operation: LogFile.operation)
    }

    private func run() throws(KVError) -> UInt64? {
        var salts: UInt64 = 0
        // Reads into the number, of the size that it has.
        let count = try unsafe withUnsafeMutableBytes(of: &salts) { bytes throws(KVError) in
            try unsafe file.read(bytes, at: LogFile.saltOffset, operation: LogFile.operation)
        }
        return count == 8 ? salts : nil
    }
}
