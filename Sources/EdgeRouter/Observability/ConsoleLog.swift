// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import Logging

/// Writes what the program has to say about itself to standard error: for people on a terminal, as JSON otherwise.
struct ConsoleLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let isTerminal = ProcessFacts.isTerminal(2)

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
