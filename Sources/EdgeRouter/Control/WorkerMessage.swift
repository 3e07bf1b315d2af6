// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import KVStore

/// What other threads tell a loop.
enum WorkerMessage: Sendable {
    /// What the pool says.
    case pool(PoolMessage)
    /// Writes that are on disk, or failed, by the tickets of their exchanges.
    case stored([(ticket: UInt64, results: [KVMutationResult])])
    /// Changes to namespaces that this loop watches, in the order they were committed.
    case changed([KVChange])
    /// Go on telling them to those who watch.
    case tellWatches
    /// What an exchange has waited for is there: go on with it, if its client has. Made by threads of that kind, or by
    /// the control thread.
    case resume(ticket: UInt64, of: BackgroundKind?, @Sendable (Exchange) -> Void)
    /// The ledger's answer to what this loop wanted to borrow for a client.
    case lent(String, LimitLoan)
    /// The ledger needs what is held idle for a client.
    case recall(String)
    /// An instance runs, or runs no longer.
    case botInstance(BotInstances.Change)
    /// Serve bots on this socket, which listens on that address.
    case listenForBots(HeldDescriptor, SocketAddress)
    /// Serve them there no longer.
    case stopListeningForBots(SocketAddress)
    /// Call a bot.
    case call(BotCall)
    /// Use this configuration from now on.
    case reconfigure(Configuration)
    /// Send a copy of the metrics, which was asked for then.
    case reportMetrics(MailboxSender<ControlMessage>, request: UInt64, asked: Instant)
    /// Tell how many requests are in flight to each generation, for that inquiry of the operator's.
    case reportInFlight(inquiry: UInt64)
    /// Take no more connections, finish what runs, then stop.
    case drain
    /// Stop now.
    case stop
}

/// What loops and signals tell the control thread.
enum ControlMessage: Sendable {
    /// A loop runs and can be reached there.
    case started(loop: Int, MailboxSender<WorkerMessage>)
    /// A loop could not be set up.
    case failedToStart(loop: Int, String)
    /// What a loop says to the pool.
    case pool(LoopMessage, loop: Int)
    /// The operator asks about bots.
    case bots(BotsQuestion, loop: Int, ticket: UInt64)
    /// Requests in flight on a loop by generation.
    case inFlight(inquiry: UInt64, loop: Int, [UInt64: Int])
    /// The operator wants the log of an instance.
    case botLog(PoolTarget, last: Int, follows: Bool, BotLogPipe)
    /// A loop has requests of a limited client and nothing left for it. What limits it, the loop knows by its record.
    case borrow(String, RequestLimits, LimitDemand, loop: Int)
    /// A loop does not need what it was lent for a client.
    case returned(String, LimitReturn, loop: Int)
    /// A loop's answer to ``WorkerMessage/recall(_:)``.
    case recalled(String, LimitReturn, loop: Int)
    /// A client's record in the store has changed.
    case clientChanged(String)
    /// A bot's alarm has been set or cleared.
    case alarmChanged(BotSpace)
    /// A call to a bot has ended, with this status if there was an answer.
    case called(UInt64, status: Int?)
    /// A loop has a request for the metrics.
    case scrape(loop: Int, ticket: UInt64)
    /// A loop's metrics.
    case metrics(loop: Int, request: UInt64, LoopMetrics)
    /// What clients have used on a loop since it last told.
    case used([UsageEntry])
    /// What the store has of a day's usage, by client; nil if it cannot be read.
    case usageRead(UsageDay, [String: UsageRow]?)
    /// All that was a client's is being removed, what it has used, too; the life that begins with it stays.
    case forgetUsage(String, ClientLife)
    /// End what runs for a client, and tell when it has ended.
    case endInstances(String, @Sendable (EndedInstances) -> Void)
    /// What a scrape tells of the store on disk.
    case storeFacts(request: UInt64, StoreFacts)
    /// A loop has drained.
    case drained(loop: Int)
}
