// SPDX-License-Identifier: Apache-2.0

import Glibc
import KVStore
import Testing

/// A directory of one test's own, removed with what the store leaves in it.
final class TestDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/kvstore-XXXXXX".utf8CString)
        // The buffer is writable and ends with a zero, as mkdtemp asks.
        let made = unsafe template.withUnsafeMutableBufferPointer { unsafe mkdtemp($0.baseAddress!) != nil }
        try #require(made, "no temporary directory")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        Files.removeAll(path)
    }

    /// Where the store keeps its file.
    var database: String { path + "/" + KVStore.fileName }

    func open(_ options: KVOptions = KVOptions()) throws(KVError) -> KVStore {
        try KVStore.open(directory: path, options: options)
    }

    /// Files as a crash of the process would leave them: what is in the database and in its log, and no shared memory.
    /// The log is copied by another process, because closing a file here would drop the locks that the store holds.
    func crashImage() throws -> TestDirectory {
        let image = try TestDirectory()
        try Files.copy(database, to: image.database)
        try Files.copy(database + "-wal", to: image.database + "-wal")
        try Files.copy(values, to: image.values)
        return image
    }

    /// Where the store keeps large values.
    var values: String { path + "/values" }

    /// The names of the files of large values, complete ones and with `unfinished/` before them unfinished ones.
    func valueFiles() -> [String] {
        Files.names(in: values).filter { $0 != "unfinished" }
            + Files.names(in: values + "/unfinished").map { "unfinished/" + $0 }
    }
}
