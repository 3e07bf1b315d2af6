// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Outbound
internal import Synchronization

/// Sends a build context as fast as the engine takes it, on a thread of its own, since reading files blocks.
final class ContextUpload: Sendable {
    private let context: BuildContext
    /// Bytes that may be sent, as they are granted.
    private let grants = WorkQueue<Int>(maximumCount: 1 << 16, maximumBytes: .max)
    // Written by the thread, read when the call has ended.
    private let fault = Mutex<EngineFailure?>(nil)

    init(_ context: BuildContext) { self.context = context }

    /// What is wrong with the files; nil where nothing is known to be.
    var failure: EngineFailure? { fault.withLock { $0 } }

    /// That many more bytes may be sent.
    func grant(_ bytes: Int) { _ = grants.add(bytes, bytes: 0) }

    /// The call has ended.
    func stop() { grants.close() }

    /// Begins to send.
    func start(_ transfer: OutboundTransfer) {
        do {
            let thread = try SystemThread(name: "build") { @Sendable [self] in send(transfer) }
            thread.detach()
        } catch {
            fault.withLock { $0 = EngineFailure(.failed, "No thread is left to send a build context: \(error).") }
            transfer.cancel()
        }
    }

    private func send(_ transfer: OutboundTransfer) {
        var allowance = 0
        do throws(EngineFailure) {
            try context.forEachPiece { (bytes) throws(EngineFailure) in
                while allowance < bytes.count {
                    let granted = grants.take(upTo: 64)
                    guard !granted.isEmpty else { throw EngineFailure(.failed, "the call has ended") }
                    allowance += granted.reduce(0, +)
                }
                allowance -= bytes.count
                transfer.send(bytes)
            }
            transfer.finishSending()
        } catch {
            if !grants.isFinished { fault.withLock { $0 = error } }
            transfer.cancel()
        }
    }
}
