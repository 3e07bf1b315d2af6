// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Answers scrapes of `/metrics`, on the control thread: asks every loop and a thread that may look at the disk, and
/// writes the report when all have answered.
final class MetricsScraper {
    private let loops: LoopDirectory
    private let storage: ControlPlane.Storage
    private let startedAt = WallClock.now.seconds
    private var scrapes = Scrapes()

    init(_ loops: LoopDirectory, _ storage: ControlPlane.Storage) {
        self.loops = loops
        self.storage = storage
    }

    /// A loop has a request for the metrics; what has to be asked for comes back to `control`.
    func begin(_ index: Int, _ ticket: UInt64, _ control: MailboxSender<ControlMessage>) {
        let request = scrapes.begin(loop: index, ticket: ticket)
        loops.tellAll(.reportMetrics(control, request: request, asked: .now))
        let store = storage.store
        let isTaken = storage.files.submit { control.send(.storeFacts(request: request, StoreFacts.look(store))) }
        if !isTaken { scrapes.add(nil, to: request) }
    }

    /// A loop's metrics have come.
    func add(_ metrics: LoopMetrics, of loop: Int, to request: UInt64, _ bots: () -> BotMetrics) {
        scrapes.add(metrics, of: loop, to: request)
        finish(request, bots)
    }

    /// What is known of the store on disk has come.
    func add(_ facts: StoreFacts, to request: UInt64, _ bots: () -> BotMetrics) {
        scrapes.add(facts, to: request)
        finish(request, bots)
    }

    private func finish(_ request: UInt64, _ bots: () -> BotMetrics) {
        guard let scrape = scrapes.takeIfComplete(request, loopCount: loops.senders.count) else { return }
        let report = MetricsReport(
            loops: scrape.loops, store: storage.writes.activity.metrics, facts: scrape.facts, bots: bots(),
            process: .now(startedAt: startedAt))
        let text = report.text
        loops.tell(
            scrape.loop,
            .resume(ticket: scrape.ticket, of: nil) { exchange in
                exchange.respond(200, contentType: "text/plain; version=0.0.4; charset=utf-8", text)
            })
    }
}
