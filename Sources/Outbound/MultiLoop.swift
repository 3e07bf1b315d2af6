// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Synchronization

/// What the client's thread runs: takes commands, lets libcurl work, tells the ends, sleeps.
// @safe: the handles are passed to libcurl alone, and each is out of its hands before it is freed.
@safe struct MultiLoop: ~Copyable {
    private let inbox: Inbox
    private let watch = DeadlineWatch()
    /// By libcurl's handle, which is no more than a key here: the transfers under way. They are held here as long as
    /// libcurl has their handle.
    private var transfers: [UnsafeMutableRawPointer: Transfer] = unsafe [:]
    private var commands: [Inbox.Command] = []
    private var isClosing = false

    init(_ inbox: Inbox) {
        self.inbox = inbox
    }

    /// Runs until the client is closed, or, where libcurl cannot be opened, until no request waits.
    consuming func run() {
        if let problem = Self.loadingProblem(inbox.library) { return failAll(problem) }
        // Made here, used by this thread alone but for the wake-up, cleaned up below.
        guard let multi = unsafe ccurl_multi_init() else {
            return failAll(OutboundError(.overloaded, "libcurl has no memory for outgoing calls."))
        }
        unsafe ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, OutboundLimits.idleConnections)
        inbox.sleeps(in: unsafe MultiHandle(pointer: multi))
        while true {
            unsafe takeCommands(multi)
            unsafe ccurl_multi_perform(multi)
            unsafe endDone(multi)
            unsafe endExpired(multi)
            if isClosing { break }
            unsafe ccurl_multi_poll(multi, sleep)
        }
        unsafe endAll(multi)
        inbox.sleeps(in: nil)
        unsafe ccurl_multi_cleanup(multi)
    }

    /// Opens libcurl; why that cannot be, or nil.
    static func loadingProblem(_ library: String) -> OutboundError? {
        var text = [CChar](repeating: 0, count: 256)
        // Writes no more than the text has room for, with a zero at the end.
        guard unsafe !ccurl_load(library, &text, text.count) else { return nil }
        let problem = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return OutboundError(
            .libraryMissing,
            "Outgoing calls need libcurl, which cannot be opened here (\(problem)); install the package libcurl4.")
    }

    /// Fails what has come and whatever comes until the thread may end.
    private consuming func failAll(_ error: OutboundError) {
        while true {
            inbox.take(into: &commands)
            for command in commands {
                if case .start(let transfer) = command { end(transfer, .failed(error)) }
            }
            commands.removeAll()
            if inbox.retire() { return }
        }
    }

    private mutating func takeCommands(_ multi: UnsafeMutableRawPointer) {
        inbox.take(into: &commands)
        var taken: [Inbox.Command] = []
        swap(&taken, &commands)
        // The handle is the caller's.
        for command in taken {
            switch command {
            case .start(let transfer): unsafe start(transfer, multi)
            case .cancel(let transfer) where !transfer.hasEnded:
                unsafe remove(transfer, multi, .failed(transfer.cancellation))
            case .credit(let transfer): unsafe acknowledge(transfer, multi)
            case .send(let transfer, let bytes): unsafe send(bytes, transfer, multi)
            case .finishSending(let transfer): unsafe finishSending(transfer, multi)
            case .oversent(let transfer) where !transfer.hasEnded:
                let error = transfer.error(.invalidRequest, "More of the body was sent than canSend had allowed.")
                unsafe remove(transfer, multi, .failed(error))
            case .close: isClosing = true
            case .cancel, .oversent: break
            }
        }
        taken.removeAll(keepingCapacity: true)
        // Unless something came meanwhile, the memory serves the next time.
        if commands.isEmpty { commands = taken }
    }

    private mutating func start(_ transfer: Transfer, _ multi: UnsafeMutableRawPointer) {
        if let fault = RequestCheck.fault(transfer.request) {
            return end(transfer, .failed(OutboundError(.invalidRequest, "The request cannot be sent: \(fault).")))
        }
        if transfer.isCancelled.load(ordering: .relaxed) { return end(transfer, .failed(transfer.cancellation)) }
        let code = transfer.prepare()
        // The handle is the transfer's own; from here to its removal the dictionary holds the transfer.
        guard code == CURLE_OK, let easy = unsafe transfer.easy else {
            transfer.releaseHandles()
            let text = unsafe String(cString: ccurl_easy_strerror(code))
            return end(transfer, .failed(OutboundError(.overloaded, "libcurl cannot make this call: \(text).")))
        }
        guard unsafe ccurl_multi_add_handle(multi, easy) == CURLM_OK else {
            transfer.releaseHandles()
            return end(transfer, .failed(OutboundError(.overloaded, "libcurl takes no further call.")))
        }
        unsafe transfers[easy] = transfer
        transfer.watch = watch
        transfer.deadlinesChanged()
        if case .streamed = transfer.request.body { transfer.allowSending(transfer.request.sendWindow) }
    }

    // MARK: - Streams

    private mutating func acknowledge(_ transfer: Transfer, _ multi: UnsafeMutableRawPointer) {
        let bytes = transfer.credit.exchange(0, ordering: .relaxed)
        transfer.unacknowledged = max(0, transfer.unacknowledged - bytes)
        guard let window = transfer.request.receiveWindow, transfer.unacknowledged < window,
            transfer.isReceivePaused, !transfer.hasEnded
        else { return }
        transfer.isReceivePaused = false
        transfer.deadlines.receivePaused(false, now: .now)
        // The handle is the caller's.
        unsafe resume(transfer, multi)
    }

    private mutating func send(_ bytes: [UInt8], _ transfer: Transfer, _ multi: UnsafeMutableRawPointer) {
        guard !transfer.hasEnded else { return }
        // The handle is the caller's.
        guard transfer.body?.append(bytes) == true else {
            let error = transfer.error(.invalidRequest, "More of the body was sent than its length, or after its end.")
            return unsafe remove(transfer, multi, .failed(error))
        }
        unsafe resumeSending(transfer, multi)
    }

    private mutating func finishSending(_ transfer: Transfer, _ multi: UnsafeMutableRawPointer) {
        guard !transfer.hasEnded else { return }
        // The handle is the caller's.
        guard transfer.body?.finish() == true else {
            let error = transfer.error(.invalidRequest, "Less of the body was sent than its length.")
            return unsafe remove(transfer, multi, .failed(error))
        }
        unsafe resumeSending(transfer, multi)
    }

    private mutating func resumeSending(_ transfer: Transfer, _ multi: UnsafeMutableRawPointer) {
        guard transfer.isSendPaused else { return }
        transfer.isSendPaused = false
        transfer.deadlines.sendStarved(false, now: .now)
        // The handle is the caller's.
        unsafe resume(transfer, multi)
    }

    /// Tells libcurl which directions rest. It may hand over what it had held back, and fail, before this returns.
    private mutating func resume(_ transfer: Transfer, _ multi: UnsafeMutableRawPointer) {
        transfer.deadlinesChanged()
        var resting = CURLPAUSE_CONT
        if transfer.isReceivePaused { resting |= CURLPAUSE_RECV }
        if transfer.isSendPaused { resting |= CURLPAUSE_SEND }
        // Both handles are live: the transfer has not ended.
        guard let easy = unsafe transfer.easy else { return }
        let code = unsafe ccurl_easy_pause(easy, resting)
        if code != CURLE_OK { unsafe remove(transfer, multi, transfer.outcome(of: code)) }
    }

    // MARK: - Ends

    private mutating func endDone(_ multi: UnsafeMutableRawPointer) {
        var code = CURLE_OK
        // The handles are this thread's, and a removed one is not named again.
        while let easy = unsafe ccurl_multi_next_done(multi, &code) {
            guard let transfer = unsafe transfers[easy] else { continue }
            unsafe remove(transfer, multi, transfer.outcome(of: code))
        }
    }

    private mutating func endExpired(_ multi: UnsafeMutableRawPointer) {
        let now = ContinuousClock.now
        guard let earliest = watch.earliest, earliest <= now else { return }
        watch.clear()
        // The handle is the caller's.
        for transfer in unsafe Array(transfers.values) {
            if let deadline = transfer.deadlines.expired(now: now) {
                unsafe remove(transfer, multi, .failed(transfer.error(deadline)))
            } else {
                transfer.deadlinesChanged()
            }
        }
    }

    private mutating func endAll(_ multi: UnsafeMutableRawPointer) {
        // The handle is the caller's.
        for transfer in unsafe Array(transfers.values) {
            let error = transfer.error(.closed, "The client was closed while it called \(transfer.peer).")
            unsafe remove(transfer, multi, .failed(error))
        }
    }

    /// Takes a transfer from libcurl, which closes its connection unless it is complete, and tells its end.
    private mutating func remove(_ transfer: Transfer, _ multi: UnsafeMutableRawPointer, _ event: OutboundEvent) {
        // In the order libcurl asks for: out of the multi handle, then freed.
        if let easy = unsafe transfer.easy {
            unsafe ccurl_multi_remove_handle(multi, easy)
            unsafe transfers[easy] = nil
            transfer.releaseHandles()
        }
        end(transfer, event)
    }

    private func end(_ transfer: Transfer, _ event: OutboundEvent) {
        inbox.release()
        transfer.end(event)
    }

    /// How long there is nothing to do, in milliseconds, if nothing comes.
    private var sleep: Int32 {
        guard let earliest = watch.earliest else { return Int32(OutboundLimits.sleepMilliseconds) }
        let left = (earliest - .now).milliseconds
        return Int32(min(max(0, left), OutboundLimits.sleepMilliseconds))
    }
}
