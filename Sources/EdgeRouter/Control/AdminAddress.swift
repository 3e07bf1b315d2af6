// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Where the server that has a data directory can be asked: a file in it with the address and the server's pid, good
/// for as long as that one holds the lock.
enum AdminAddress {
    private static func path(_ directory: String) -> String { directory + "/admin" }

    /// Longer than any address and pid, in bytes.
    private static let limit = 256

    /// Notes the address of this process, which holds the lock. Without it commands have to be told.
    static func write(_ address: SocketAddress, in directory: String) {
        try? FileSystem.remove(path(directory))
        try? DiskFile.new(path(directory)).write(Array("\(address) \(ProcessFacts.pid)\n".utf8))
    }

    /// What the holder of the lock has noted; nil if it has noted nothing, and what is there is of one before it.
    /// - Parameter pid: the holder's; -1 if it cannot be learnt, and then whatever is there is taken.
    static func read(_ directory: String, of pid: Int32) -> String? {
        guard let bytes = try? FileSystem.read(path(directory), limit: limit) else { return nil }
        let words = String(decoding: bytes.prefix { $0 >= 0x20 && $0 < 0x7f }, as: UTF8.self).split(separator: " ")
        guard words.count == 2, pid == -1 || Int32(words[1]) == pid else { return nil }
        return String(words[0])
    }
}
