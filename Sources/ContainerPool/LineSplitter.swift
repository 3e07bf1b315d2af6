// SPDX-License-Identifier: Apache-2.0

/// Makes lines of bytes that come in pieces. What goes beyond the limit of a line is dropped; the line is still one.
struct LineSplitter {
    private var line: [UInt8] = []
    private var hasBegun = false
    private let limit: Int

    /// Lines of at most so many bytes.
    init(limit: Int) { self.limit = limit }

    /// Hands out the lines that these bytes complete, without their ends (LF, or CR and LF).
    mutating func take(_ bytes: some Sequence<UInt8>, _ complete: ([UInt8]) -> Void) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                finish(complete)
            } else {
                hasBegun = true
                if line.count < limit { line.append(byte) }
            }
        }
    }

    /// Hands out what is left when nothing more comes.
    mutating func end(_ complete: ([UInt8]) -> Void) {
        if hasBegun { finish(complete) }
    }

    private mutating func finish(_ complete: ([UInt8]) -> Void) {
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        complete(line)
        line.removeAll(keepingCapacity: true)
        hasBegun = false
    }
}
