// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// Whole files, for tests.
enum Files {
    static func read(_ path: String) throws -> [UInt8] {
        // The path is a string that lives for the call.
        let file = unsafe open(path, O_RDONLY)
        try #require(file >= 0, "cannot open \(path)")
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // Reads into a buffer of the size it is told.
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            try #require(count >= 0, "cannot read \(path)")
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        // The path is a string that lives for the call.
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(file >= 0, "cannot create \(path)")
        defer { close(file) }
        // Writes as many bytes as there are.
        let count = unsafe Glibc.write(file, bytes, bytes.count)
        try #require(count == bytes.count, "cannot write \(path)")
    }

    /// Length of a file, -1 if there is none. It does not open it: closing a database would drop SQLite's locks.
    static func length(_ path: String) -> Int {
        var facts = stat()
        // The path lives for the call, which fills in the facts.
        return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : -1
    }

    /// The names in a directory, sorted; none if there is no such directory.
    static func names(in path: String) -> [String] {
        // The path lives for the call.
        guard let directory = unsafe opendir(path) else { return [] }
        // The stream is open and not used after this.
        defer { unsafe closedir(directory) }
        var names: [String] = []
        // An entry lives until the next one is read.
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a directory with something in it, so that no file can take its name.
    static func makeDirectory(_ path: String) throws {
        // The path lives for the call.
        try #require(unsafe mkdir(path, 0o700) == 0, "cannot make \(path)")
        try write([], to: path + "/file")
    }

    /// Removes a file, or a directory with everything in it.
    static func removeAll(_ path: String) {
        for name in names(in: path) { removeAll(path + "/" + name) }
        // The path lives for the call.
        _ = unsafe remove(path)
    }

    /// Copies a file or a directory by another process.
    static func copy(_ source: String, to target: String) throws {
        var child: pid_t = 0
        let code = unsafe "cp".withCString { name in
            unsafe source.withCString { source in
                unsafe target.withCString { target in
                    unsafe "-r".withCString { recursive in
                        // posix_spawn does not write to its arguments: the C type has no const for historical reasons.
                        let texts = unsafe [name, recursive, source, target].map {
                            unsafe UnsafeMutablePointer(mutating: $0)
                        }
                        // The list ends with nil and every string lives until the call returns.
                        return unsafe posix_spawn(&child, "/bin/cp", nil, nil, texts + [nil], environ)
                    }
                }
            }
        }
        try #require(code == 0, "cannot start cp")
        var status: Int32 = 0
        // The child is ours.
        unsafe waitpid(child, &status, 0)
        try #require(status == 0, "cp \(source) failed")
    }
}
