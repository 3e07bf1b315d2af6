// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// A pipe whose one end is given to what writes to a descriptor of the process.
struct Pipe: ~Copyable {
    private let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        // The kernel fills exactly the two places there are.
        try #require(unsafe pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
    }

    /// Closes the writing end and reads all that was written; at most what a pipe holds (64 KiB) may have been.
    consuming func text() -> String {
        close(writing)
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        while true {
            // Reads no more than the block's own size.
            let count = unsafe read(reading, &block, block.count)
            guard count > 0 else { break }
            content += block[..<count]
        }
        close(reading)
        return content.text
    }
}
