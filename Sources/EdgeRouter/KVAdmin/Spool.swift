// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Synchronization

/// Files that are made to be sent: in a directory of their own beside the store. Each loses its name as soon as it is
/// complete and open, so that whatever ends the sending, the program's death included, frees it; one that was not
/// complete when the program died is removed at the next start.
final class Spool: Sendable {
    /// Jobs at a time: each has a thread, and reads all of the store.
    private static let jobLimit = 2
    /// The directory's name in the data directory.
    static let name = "spool"

    private let directory: String
    private let lastNumber = Atomic<Int>(0)
    private let running = Atomic<Int>(0)

    /// The spool of a data directory, which only this process uses; removes what an earlier one has left behind.
    init(dataDirectory: String) throws(SystemError) {
        directory = dataDirectory + "/" + Self.name
        guard FileSystem.exists(directory) else { return }
        for name in try FileSystem.names(in: directory) { try FileSystem.remove(directory + "/" + name) }
    }

    /// Runs a job on a thread of its own; false if as many as allowed are running, or no thread can be had.
    func run(_ job: @escaping @Sendable () -> Void) -> Bool {
        guard running.add(1, ordering: .relaxed).newValue <= Self.jobLimit else {
            running.subtract(1, ordering: .relaxed)
            return false
        }
        let thread = try? SystemThread(name: "spool") { @Sendable [self] in
            job()
            running.subtract(1, ordering: .relaxed)
        }
        guard let thread else {
            running.subtract(1, ordering: .relaxed)
            return false
        }
        thread.detach()
        return true
    }

    /// Has a file made under a path that nothing has, and opens it.
    func make(_ write: (String) throws -> Void) throws -> SpooledFile {
        try FileSystem.makeDirectory(directory)
        let number = lastNumber.add(1, ordering: .relaxed).newValue
        let path = "\(directory)/\(number)"
        defer { try? FileSystem.remove(path) }
        try write(path)
        let file = try DiskFile.reading(path)
        return SpooledFile(file: file, length: try file.length())
    }
}

/// A complete file of the spool, which has no name any more.
struct SpooledFile: Sendable {
    let file: DiskFile
    /// In bytes.
    let length: Int
}
