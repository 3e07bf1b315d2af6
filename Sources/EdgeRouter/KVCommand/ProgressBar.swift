// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// A bar on standard error for work that takes long; nothing where that is no terminal.
struct ProgressBar {
    private let label: String
    private let isShown: Bool
    private var shown = ""

    /// Cells of the bar.
    private static let width = 30

    init(_ label: String, isShown: Bool = ProcessFacts.isTerminal(2)) {
        self.label = label
        self.isShown = isShown
    }

    /// So much is done, of how much if that is known.
    mutating func show(_ done: Int, of total: Int?) {
        guard isShown else { return }
        let line = Self.line(label, done, of: total)
        guard line != shown else { return }
        shown = line
        // Back to the first column, and what was longer is blotted out.
        FileSystem.writeAll(Array("\r\(line)\u{1b}[K".utf8), to: 2)
    }

    /// Takes the bar away.
    mutating func finish() {
        guard !shown.isEmpty else { return }
        shown = ""
        FileSystem.writeAll(Array("\r\u{1b}[K".utf8), to: 2)
    }

    /// What the line looks like.
    static func line(_ label: String, _ done: Int, of total: Int?) -> String {
        guard let total, total > 0 else { return "\(label) \(grouped(done))" }
        let part = min(1, Double(max(0, done)) / Double(total))
        let cells = Int(part * Double(width))
        let bar = String(repeating: "█", count: cells) + String(repeating: "░", count: width - cells)
        return "\(label) \(bar) \(Int(part * 100)) % (\(grouped(done)) of \(grouped(total)))"
    }

    /// A count with a comma between thousands.
    static func grouped(_ count: Int) -> String {
        var text = ""
        for (index, digit) in String(count.magnitude).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return (count < 0 ? "-" : "") + String(text.reversed())
    }
}
