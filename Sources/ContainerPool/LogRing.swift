// SPDX-License-Identifier: Apache-2.0

/// The latest lines that a program wrote, bounded in bytes: the oldest make room for new ones.
struct LogRing {
    struct Line: Equatable {
        let text: String
        /// Whether it was written to the standard error stream.
        let isError: Bool
    }

    /// Each line counts as so many bytes besides its own: what an array keeps of it.
    static let lineOverhead = 24

    private var lines: [Line] = []
    /// Lines before this one are gone; they are taken out of the array now and then.
    private var first = 0
    private var bytes = 0
    private let limit: Int

    /// Of at most so many bytes.
    init(limit: Int) { self.limit = limit }

    mutating func add(_ text: String, isError: Bool) {
        lines.append(Line(text: text, isError: isError))
        bytes += text.utf8.count + Self.lineOverhead
        while bytes > limit, first < lines.count {
            bytes -= lines[first].text.utf8.count + Self.lineOverhead
            first += 1
        }
        if first > lines.count / 2 {
            lines.removeFirst(first)
            first = 0
        }
    }

    /// The last ones, at most so many, oldest first.
    func last(_ count: Int) -> ArraySlice<Line> { lines[first...].suffix(count) }
}
