// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import Synchronization

/// One loop's access log: lines are gathered in memory and handed to the log thread in blocks, so that a slow terminal
/// or disk never holds up a request. What the thread cannot keep up with is dropped and counted.
struct AccessLog {
    /// What lines look like.
    enum Format: Sendable {
        /// For people, on a terminal.
        case text
        /// A JSON object a line, for programs.
        case json
    }

    /// Facts of one finished request.
    struct Entry {
        let requestID: [UInt8]
        let client: String?
        let peer: String
        let status: Int
        let bytesSent: UInt64
        let nanoseconds: UInt64
        let route: RouteLabel
    }

    /// A block of lines is handed over at this size, in bytes, or at the latest after ``flushMilliseconds``.
    private static let blockBytes = 32 * 1024
    static let flushMilliseconds: Int32 = 100

    private let format: Format
    private let writer: LogWriter?
    private var block: [UInt8] = []
    private(set) var droppedBlocks: UInt64 = 0

    /// A log that writes to that thread; nil for none.
    init(_ writer: LogWriter?, _ format: Format) {
        self.writer = writer
        self.format = format
    }

    var isEmpty: Bool { block.isEmpty }
    var isEnabled: Bool { writer?.isOn ?? false }

    /// Adds a line. The request's method and path are taken from its bytes.
    mutating func append(
        _ entry: Entry, time: borrowing DateCache, bytes: [UInt8], method: ByteRange, path: ByteRange
    ) {
        switch format {
        case .json: appendJSON(entry, time, bytes, method, path)
        case .text: appendText(entry, time, bytes, method, path)
        }
        if block.count >= Self.blockBytes { flush() }
    }

    private mutating func appendJSON(
        _ entry: Entry, _ time: borrowing DateCache, _ bytes: [UInt8], _ method: ByteRange, _ path: ByteRange
    ) {
        block.append(contentsOf: Fragment.logTime)
        time.appendTimestamp(to: &block)
        block.append(contentsOf: Fragment.logPeer)
        block.append(text: entry.peer)
        if let client = entry.client {
            block.append(contentsOf: Fragment.logClient)
            block.append(text: client)
        }
        block.append(contentsOf: Fragment.logMethod)
        block.append(contentsOf: bytes[method.indices])
        // A target has no control characters, and neither quotation marks nor backslashes pass unescaped.
        block.append(contentsOf: Fragment.logPath)
        for byte in bytes[path.indices] {
            if byte == 0x22 || byte == 0x5c { block.append(0x5c) }
            block.append(byte)
        }
        block.append(contentsOf: Fragment.logStatus)
        block.append(decimal: entry.status)
        block.append(contentsOf: Fragment.logBytes)
        block.append(decimal: entry.bytesSent)
        block.append(contentsOf: Fragment.logMilliseconds)
        block.append(millisecondsFromNanoseconds: entry.nanoseconds)
        block.append(contentsOf: Fragment.logRoute)
        block.append(text: entry.route.text)
        block.append(contentsOf: Fragment.logRequestID)
        block.append(contentsOf: entry.requestID)
        block.append(contentsOf: Fragment.logEnd)
    }

    private mutating func appendText(
        _ entry: Entry, _ time: borrowing DateCache, _ bytes: [UInt8], _ method: ByteRange, _ path: ByteRange
    ) {
        time.appendTimestamp(to: &block)
        block.append(text: "  ")
        block.append(decimal: entry.status)
        block.append(text: "  ")
        block.append(text: entry.client ?? "-")
        block.append(text: "  ")
        block.append(contentsOf: bytes[method.indices])
        block.append(0x20)
        block.append(contentsOf: bytes[path.indices])
        block.append(text: "  ")
        block.append(decimal: entry.bytesSent)
        block.append(text: " B  ")
        block.append(millisecondsFromNanoseconds: entry.nanoseconds)
        block.append(text: " ms  ")
        block.append(text: entry.route.text)
        block.append(text: "  ")
        block.append(contentsOf: entry.requestID)
        block.append(0x0a)
    }

    /// Hands over what has been gathered.
    mutating func flush() {
        guard let writer, !block.isEmpty else { return }
        if !writer.write(block) { droppedBlocks &+= 1 }
        block = []
        block.reserveCapacity(Self.blockBytes + 1024)
    }
}

/// The thread that writes blocks of log lines to a descriptor of the process.
final class LogWriter: Sendable {
    /// Blocks that may wait, in bytes: some seconds of a busy server.
    private static let queueBytes = 8 * 1024 * 1024

    /// Who reads the log may have stopped to: the end of the program waits so long for them, in seconds.
    private static let closingSeconds = 2

    private let hasAccessLog = Atomic<Bool>(true)
    /// Whether requests have a line. Every request reads it, and the operator alone changes it.
    var isOn: Bool {
        get { hasAccessLog.load(ordering: .relaxed) }
        set { hasAccessLog.store(newValue, ordering: .relaxed) }
    }

    private let queue = WorkQueue<[UInt8]>(maximumCount: 4096, maximumBytes: queueBytes)
    /// Holds one element once the thread has written everything.
    private let ended = WorkQueue<Void>(maximumCount: 1, maximumBytes: 0)
    private let thread: SystemThread

    /// Starts the thread; `descriptor` is 1 or 2.
    init(to descriptor: Int32) throws(SystemError) {
        let (queue, ended) = (queue, ended)
        thread = try SystemThread(name: "log") { @Sendable in
            while true {
                let blocks = queue.take(upTo: 64)
                if blocks.isEmpty {
                    _ = ended.add((), bytes: 0)
                    return
                }
                for block in blocks { FileSystem.writeAll(block, to: descriptor) }
            }
        }
    }

    /// False if the queue is full.
    func write(_ block: [UInt8]) -> Bool { queue.add(block, bytes: block.count) }

    /// Writes what waits and ends the thread; gives up on both where nobody takes the lines.
    func close() {
        queue.close()
        if !ended.take(upTo: 1, waitingAtMost: Self.closingSeconds).isEmpty { thread.join() }
    }
}
