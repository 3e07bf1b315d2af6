// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Where the server that has a data directory can be asked: a file in it, good for as long as the lock is held.
enum AdminAddress {
    private static func path(_ directory: String) -> String { directory + "/admin" }

    /// Longer than any address, in bytes.
    private static let limit = 256

    /// Notes the address of the server that holds the lock. Without it commands have to be told.
    static func write(_ address: SocketAddress, in directory: String) {
        try? FileSystem.remove(path(directory))
        try? DiskFile.new(path(directory)).write(Array("\(address)\n".utf8))
    }

    /// What the holder of the lock has noted.
    static func read(_ directory: String) -> String? {
        guard let bytes = try? FileSystem.read(path(directory), limit: limit) else { return nil }
        let text = String(decoding: bytes.prefix { $0 > 0x20 && $0 < 0x7f }, as: UTF8.self)
        return text.isEmpty ? nil : text
    }
}
