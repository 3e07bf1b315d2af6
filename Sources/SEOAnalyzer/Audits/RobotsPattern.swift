// SPDX-License-Identifier: Apache-2.0

/// Patterns of a robots.txt (RFC 9309, 2.2.3): "*" stands for any bytes, "$" at the end for the end.
enum RobotsPattern {
    /// Whether a pattern matches the beginning of a path. Takes time proportional to the product of the lengths at
    /// most: the last "*" alone is gone back to, since what an earlier one could do, it can.
    static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        let isAnchored = pattern.last == 0x24
        let end = isAnchored ? pattern.count - 1 : pattern.count
        var at = 0
        var position = 0
        var star: Int?
        var resume = 0
        while true {
            if at == end {
                if !isAnchored || position == path.count { return true }
            } else if pattern[at] == 0x2A {
                star = at
                resume = position
                at += 1
                continue
            } else if position < path.count, pattern[at] == path[position] {
                at += 1
                position += 1
                continue
            }
            guard let star, resume < path.count else { return false }
            resume += 1
            position = resume
            at = star + 1
        }
    }
}

/// Lines ended as any system ends them.
enum RobotsLines {
    static func forEach(_ bytes: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let hasMark = bytes.count >= 3 && bytes.extracting(0..<3).equals(mark.span)
        var start = hasMark ? 3 : 0
        while start <= bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != ASCII.lineFeed, bytes[end] != ASCII.carriageReturn { end += 1 }
            body(bytes.extracting(start..<end))
            let isPair =
                end + 1 < bytes.count && bytes[end] == ASCII.carriageReturn && bytes[end + 1] == ASCII.lineFeed
            start = end + (isPair ? 2 : 1)
        }
    }
}
