// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// One look at something that may take its time, or never end: a disk that does not answer, a peer that is silent.
struct Check: Sendable {
    let area: Finding.Area
    /// What is looked at, for the finding that it took too long.
    let subject: String
    /// How long it may take, in seconds; nil for as long as it takes.
    let seconds: Int?
    let look: @Sendable () -> [Finding]

    /// What is long enough for everything that is looked at on this machine, in seconds.
    static let usualSeconds = 10

    init(
        _ area: Finding.Area, _ subject: String, seconds: Int? = Check.usualSeconds,
        _ look: @escaping @Sendable () -> [Finding]
    ) {
        self.area = area
        self.subject = subject
        self.seconds = seconds
        self.look = look
    }

    /// What is found if the time is over.
    var timeout: Finding {
        .wrong(area, "\(subject): no result after \(seconds ?? 0) s, so it is not known")
    }

    /// Does all of them at once, each on a thread of its own, and gives what they found in the order of the checks. One
    /// whose time is over is left behind, thread and all.
    static func run(_ checks: [Check]) -> [Finding] {
        let results = WorkQueue<(index: Int, findings: [Finding])>(maximumCount: checks.count + 1, maximumBytes: .max)
        var found: [Int: [Finding]] = [:]
        for (index, check) in checks.enumerated() {
            do {
                try SystemThread(name: check.area.rawValue) { @Sendable in
                    _ = results.add((index, check.look()), bytes: 0)
                }.detach()
            } catch {
                found[index] = [.wrong(check.area, "\(check.subject): cannot be looked at: \(error)")]
            }
        }
        let start = Instant.now
        while found.count < checks.count {
            let elapsed = Int(Instant.now.nanoseconds(since: start) / 1_000_000_000)
            for (index, check) in checks.enumerated() where found[index] == nil {
                if let seconds = check.seconds, seconds <= elapsed { found[index] = [check.timeout] }
            }
            let limits = checks.indices.filter { found[$0] == nil }.map { checks[$0].seconds }
            if limits.isEmpty { break }
            // As long as the nearest limit; without one until something comes.
            let wait = limits.compactMap { $0 }.min().map { max(1, $0 - elapsed) }
            for result in results.take(upTo: checks.count, waitingAtMost: wait) where found[result.index] == nil {
                found[result.index] = result.findings
            }
        }
        return checks.indices.flatMap { found[$0] ?? [] }
    }
}
