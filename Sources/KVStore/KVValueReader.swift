// SPDX-License-Identifier: Apache-2.0

/// A large value, open to be read in pieces, in any order and on any thread. What is open stays readable although the
/// entry is replaced or deleted meanwhile. Reading may wait for the disk.
public final class KVValueReader: Sendable {
    /// Length of the value, bytes.
    public let length: Int
    private let file: File
    private let row: ValueFileRow

    init(file: File, row: ValueFileRow) {
        length = row.length
        self.file = file
        self.row = row
    }

    /// Fills the buffer from an offset and returns how many bytes it got: fewer than it holds only at the end of the
    /// value. Throws `KVError` of kind `valueLost` if the file has become shorter than the value.
    public func read(into buffer: inout MutableSpan<UInt8>, at offset: Int) throws(KVError) -> Int {
        guard offset >= 0, offset < length else { return 0 }
        let wanted = min(buffer.count, length - offset)
        // No more bytes are written than the buffer holds.
        let count = try unsafe buffer.withUnsafeMutableBytes { bytes throws(KVError) in
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted])
            return try unsafe file.read(part, at: offset, operation: "read value")
        }
        guard count == wanted else { throw KVReaderErrors.short }
        return count
    }

    /// Up to `count` bytes from an offset, as `read(into:at:)`.
    public func bytes(at offset: Int, count: Int) throws(KVError) -> [UInt8] {
        guard offset >= 0, offset < length, count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: min(count, length - offset))
        var span = bytes.mutableSpan
        _ = try read(into: &span, at: offset)
        return bytes
    }

    /// Reads the whole file, `piece` bytes at a time, hands each out and throws if the checksum is not that of the
    /// value. For copies and checks: a server's answer has begun before the end is known.
    func verify(piece: Int = 1 << 20, _ body: ([UInt8]) throws(KVError) -> Void) throws(KVError) {
        var checksum = ValueChecksum()
        var offset = 0
        while offset < length {
            let bytes = try bytes(at: offset, count: piece)
            checksum.update(bytes.span)
            try body(bytes)
            offset += bytes.count
        }
        guard checksum.value == row.checksum else {
            throw KVError(valueLost: "read value", message: "the bytes of the value's file have changed")
        }
    }
}

private enum KVReaderErrors {
    static let short = KVError(valueLost: "read value", message: "the file of the value has become shorter")
}
