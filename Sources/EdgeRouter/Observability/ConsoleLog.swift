// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import Logging
internal import Synchronization

/// Writes what the program has to say about itself to standard error: for people on a terminal, as JSON otherwise.
struct ConsoleLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    /// One for all loggers of the process, so that it can be changed while they are in use.
    var logLevel: Logger.Level {
        get { Self.level }
        set { Self.level = newValue }
    }
    private let isTerminal = ProcessFacts.isTerminal(2)

    /// By its place in all levels.
    private static let levelIndex = Atomic<Int>(Logger.Level.allCases.firstIndex(of: .info) ?? 0)

    /// From which level on something is said.
    static var level: Logger.Level {
        get { Logger.Level.allCases[levelIndex.load(ordering: .relaxed)] }
        set { levelIndex.store(Logger.Level.allCases.firstIndex(of: newValue) ?? 0, ordering: .relaxed) }
    }

    /// The program's logger.
    static func logger() -> Logger {
        Logger(label: "edge-router") { _ in ConsoleLog() }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        var line: [UInt8] = []
        if isTerminal {
            DateCache().appendTimestamp(to: &line)
            line.append(text: "  \(event.level)  \(event.message)")
            for (key, value) in all { line.append(text: "  \(key)=\(value)") }
        } else {
            line.append(text: #"{"time":""#)
            DateCache().appendTimestamp(to: &line)
            line.append(text: #"","level":""#)
            line.append(text: "\(event.level)")
            line.append(text: #"","message":"#)
            line.append(json: "\(event.message)")
            for (key, value) in all {
                line.append(text: ",")
                line.append(json: key)
                line.append(text: ":")
                line.append(json: "\(value)")
            }
            line.append(text: "}")
        }
        line.append(0x0a)
        FileSystem.writeAll(line, to: 2)
    }
}
