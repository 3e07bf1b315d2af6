// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// What the loops share: handles to threads that may block. Nothing in it is touched on the way of a request that needs
/// none of them.
struct Services: Sendable {
    let store: KVStore
    let writes: StoreService
    let changes: ChangeFeed
    /// For what takes the processor.
    let background: BackgroundService
    /// For what waits for the disk.
    let files: BackgroundService
    let spool: Spool
    let control: MailboxSender<ControlMessage>
    let log: LogWriter?
    let logFormat: AccessLog.Format
    /// Client connections one loop may have open.
    let connectionsPerLoop: Int
    /// By number of the loop.
    var pulses: [LoopPulse] = []
    /// Who may use the admin listener.
    var adminAccess = AdminAccess.anyone
    /// Whether the control thread runs bots and answers what it is asked of them.
    var runsBots = true
    /// For bots; with a key of their own where none are served.
    var bots = BotServices()
    /// The gateway to language models; nil where none is served.
    var llm: LLMService?
}
