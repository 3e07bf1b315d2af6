// SPDX-License-Identifier: Apache-2.0

/// The last lines of what a program wrote, each of them bounded, for whoever asks why it ended.
struct LastLines {
    private var lines: [String] = []
    private var splitters: [LineSplitter]
    private let count: Int

    /// At most so many lines of so many bytes each.
    init(count: Int, lineBytes: Int) {
        self.count = count
        splitters = [LineSplitter(limit: lineBytes), LineSplitter(limit: lineBytes)]
    }

    /// Takes more of one of the two streams; their lines are not mixed up.
    mutating func take(_ bytes: some Sequence<UInt8>, isError: Bool = false) {
        var new: [String] = []
        splitters[isError ? 1 : 0].take(bytes) { new.append(String(decoding: $0, as: UTF8.self)) }
        add(new)
    }

    /// All of them, unfinished ones too.
    mutating func finished() -> [String] {
        var new: [String] = []
        for index in splitters.indices { splitters[index].end { new.append(String(decoding: $0, as: UTF8.self)) } }
        add(new)
        return lines
    }

    private mutating func add(_ new: [String]) {
        lines += new
        if lines.count > count { lines.removeFirst(lines.count - count) }
    }
}
