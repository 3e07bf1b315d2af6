// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Synchronization

/// The files of large values: `values/<id>` for those that are complete, `values/unfinished/<id>` for those that are
/// being written. A file never changes once it has its name, so that reading it needs no lock.
///
/// A complete file is *pending* until the writer has committed a row that names it. Whatever else is in the directory
/// and in no row was left by a crash, and is removed while the writer has nothing to do.
final class ValueDirectory: Sendable {
    private struct State {
        var pending: Set<String> = []
        var pins = 0
        /// Whether the directory's own name may not be on disk yet. A new store opens faster without waiting for it.
        var isNew = false
        /// Files whose rows are gone and which someone may still want to read.
        var deferred: [String] = []
    }

    /// Where the files are.
    let path: String
    private let parent: String
    private let state = Mutex(State())

    /// Name of the directory beside the database.
    static let name = "values"
    /// Name, in there, of the directory of unfinished files. Longer than none of the ids, and no id.
    static let unfinishedName = "unfinished"

    /// Makes the directories if they are missing, and removes what a crash left unfinished.
    init(beside directory: String) throws(KVError) {
        let operation = "open values"
        path = directory + "/" + ValueDirectory.name
        parent = directory
        let isNew = try File.makeDirectory(path, operation: operation)
        state.withLock { $0.isNew = isNew }
        let unfinished = path + "/" + ValueDirectory.unfinishedName
        try File.makeDirectory(unfinished, operation: operation)
        let scan = DirectoryScan(unfinished)
        while case let names = scan.next(256), !names.isEmpty {
            for name in names { File.remove(unfinished + "/" + name) }
        }
    }

    /// Where a complete file is.
    func path(of id: String) -> String { path + "/" + id }

    /// Where an unfinished file is.
    func unfinishedPath(of id: String) -> String { path + "/" + ValueDirectory.unfinishedName + "/" + id }

    /// Begins a file with a new id.
    func create() throws(KVError) -> (id: String, file: File) {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let id = String(decoding: Hexadecimal.encode(bytes), as: UTF8.self)
        guard let file = try File(path: unfinishedPath(of: id), mode: .create, operation: "begin value") else {
            throw KVError(code: SQLITE_CANTOPEN, operation: "begin value", message: "the directory is missing")
        }
        return (id, file)
    }

    /// Gives a file, which is on disk, its final name, and makes that durable too.
    func complete(_ id: String) throws(KVError) {
        state.withLock { _ = $0.pending.insert(id) }
        do throws(KVError) {
            try File.rename(unfinishedPath(of: id), to: path(of: id), operation: "finish value")
            try File.synchronize(path, operation: "finish value")
            if state.withLock({ $0.isNew }) {
                try File.synchronize(parent, operation: "finish value")
                state.withLock { $0.isNew = false }
            }
        } catch {
            discard(id)
            throw error
        }
    }

    /// Whether a file is complete and in no row.
    func isPending(_ id: String) -> Bool { state.withLock { $0.pending.contains(id) } }

    /// A row that names the file has been committed.
    func adopt(_ id: String) { state.withLock { _ = $0.pending.remove(id) } }

    /// Removes a complete file unless a row names it.
    func discard(_ id: String) {
        if state.withLock({ $0.pending.remove(id) }) != nil { File.remove(path(of: id)) }
    }

    /// Removes files whose rows are gone, or keeps them until the last pin is.
    func remove(_ ids: [String]) {
        let isPinned = state.withLock { state in
            if state.pins > 0 { state.deferred += ids }
            return state.pins > 0
        }
        if !isPinned { for id in ids { File.remove(path(of: id)) } }
    }

    /// From here until `unpin()` no file is removed that a row named at any time between.
    func pin() { state.withLock { $0.pins += 1 } }

    /// Ends a pin and removes what waited for it.
    func unpin() {
        let ids = state.withLock { state in
            state.pins -= 1
            guard state.pins == 0 else { return [String]() }
            defer { state.deferred = [] }
            return state.deferred
        }
        for id in ids { File.remove(path(of: id)) }
    }

    /// Whether anyone holds a pin.
    var isPinned: Bool { state.withLock { $0.pins > 0 } }

    /// Opens a complete file to read it, nil when there is none.
    func open(_ row: ValueFileRow) throws(KVError) -> KVValueReader? {
        try ValueDirectory.open(row, in: path)
    }

    /// The same in a directory that someone else may keep.
    static func open(_ row: ValueFileRow, in path: String) throws(KVError) -> KVValueReader? {
        let operation = "open value"
        guard let file = try File(path: path + "/" + row.id, mode: .read, operation: operation) else { return nil }
        let length = try file.length(operation: operation)
        guard length == row.length else {
            throw KVError(
                valueLost: operation, message: "the file of the value has \(length) bytes instead of \(row.length)")
        }
        return KVValueReader(file: file, row: row)
    }
}

/// What a row says of a value in a file.
struct ValueFileRow: Equatable {
    let id: String
    let length: Int
    let checksum: UInt64
}
