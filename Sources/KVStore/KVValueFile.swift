// SPDX-License-Identifier: Apache-2.0

/// A large value that is complete and on disk, and belongs to no entry yet. If its last reference goes before a put
/// has stored it, the file goes too.
public final class KVValueFile: Sendable {
    /// Its name, 32 hexadecimal digits, used once.
    public let id: String
    /// Its length, bytes.
    public let length: Int
    /// What the store computes of its bytes to find damage later.
    public let checksum: UInt64
    let directory: ValueDirectory

    init(id: String, length: Int, checksum: UInt64, directory: ValueDirectory) {
        self.id = id
        self.length = length
        self.checksum = checksum
        self.directory = directory
    }

    deinit { discard() }

    /// Removes the file, unless a put has stored it.
    public func discard() { directory.discard(id) }

    var row: ValueFileRow { ValueFileRow(id: id, length: length, checksum: checksum) }
}
