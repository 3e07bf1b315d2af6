// SPDX-License-Identifier: Apache-2.0

/// How much of what the engine may take and send. Choices made for this program unless a source is named.
enum DockerLimits {
    /// For the connection to the engine's socket, which is on this machine.
    static let connect = Duration.seconds(5)
    /// For the head of an answer, and the longest pause within one, of calls that are not known to take long.
    static let answer = Duration.seconds(30)
    /// The longest silence while an image is pulled or built: a layer is unpacked, a step of a build runs.
    static let preparing = Duration.seconds(900)
    /// On top of the time that a container is given to end.
    static let stopMargin = Duration.seconds(15)
    /// The longest answer of a call, in bytes. A list of 1,000 containers has some 3 MiB.
    static let answerBytes = 16 << 20
    /// Bytes of a stream (events, progress, logs) that were received and not looked at.
    static let streamWindow = 256 << 10
    /// The longest line of an event or a progress message, in bytes; what is beyond is dropped.
    static let jsonLine = 64 << 10
    /// The longest line of a log, in bytes; what is beyond is dropped.
    static let logLine = 8 << 10
    /// Last lines kept of a program that has ended, and bytes of each.
    static let lastLines = 20
    static let lastLineBytes = 1024
    /// Bytes read for them.
    static let lastLinesBytes = 1 << 20
    /// The size of a container's log before a new one is begun, and how many there are.
    static let logFileSize = "10m"
    static let logFiles = 2
    /// Bytes of a log that may wait to be written; more are dropped, so that logging cannot hold up a program.
    static let logBuffer = "1m"
    /// The temporary file system of a container with a read-only root.
    static let temporaryBytes = 64 << 20
    /// Calls that may wait for one instance.
    static let waitingJobs = 32
    /// How long a network stays that nobody is on, in milliseconds: whoever comes again soon need not wait for it.
    static let unusedNetwork = 60_000
    /// Tries to find a subnet that the engine takes.
    static let subnetTries = 16
    /// The longest table of routes that is looked at, in bytes; a line has 128.
    static let routeBytes = 4 << 20
    /// Tries to remove a container that is being removed by somebody else, and the pause between two.
    static let removalTries = 50
    static let removalPause = 100
    /// Files and folders of a build context, and its bytes.
    static let contextEntries = 100_000
    static let contextBytes = 4 << 30
    /// The longest path in a build context, in bytes.
    static let contextPath = 4096
}

/// When the engine is asked whether it is there. A value, so that tests need not wait.
struct DockerTiming: Sendable {
    /// Between two questions while all is well, in milliseconds.
    var pingInterval = 10_000
    /// For the answer.
    var pingAnswer = Duration.seconds(5)
    /// Before the first try to find it again, in milliseconds, and at most; doubled with each.
    var firstRetry = 100
    var longestRetry = 5_000
}
