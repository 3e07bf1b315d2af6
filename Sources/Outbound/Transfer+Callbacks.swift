// SPDX-License-Identifier: Apache-2.0

internal import CCurl

// What libcurl calls during a transfer, on the client's thread. Each is given the transfer, which the loop holds as
// long as libcurl has its handle.

/// The transfer behind a callback's context.
private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    // Set by Transfer.setCallbacks, to nothing but a transfer.
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

/// A header line; as many bytes are taken as there are, or none to end the transfer.
let receiveHeaderLine: curl_write_callback = { bytes, size, count, context in
    // libcurl lends that many bytes for the call.
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer(context)?.receiveHeader(line) == true ? line.count : 0
}

/// A part of the body.
let receiveBody: curl_write_callback = { bytes, size, count, context in
    // libcurl lends that many bytes for the call.
    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer(context)?.receiveBody(part) ?? 0
}

/// Room for a part of the request's body.
let readBody: curl_read_callback = { bytes, size, count, context in
    // libcurl lends room for that many bytes for the call.
    let room = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer(context)?.fill(room) ?? ccurl_read_abort
}

/// The request is to be sent again from its beginning, on another connection.
let rewindBody: curl_seek_callback = { context, offset, origin in
    let isDone = unsafe offset == 0 && origin == 0 && transfer(context)?.rewind() == true
    return isDone ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
}

/// A connection is there and the request is about to be sent.
let connectionStands: curl_prereq_callback = { context, _, _, _, _ in
    unsafe transfer(context)?.connected()
    return CURL_PREREQFUNC_OK
}

/// An address is about to be connected to.
let openSocket: curl_opensocket_callback = { context, _, address in
    // libcurl lends the address for the call.
    guard let address = unsafe address, let transfer = unsafe transfer(context), unsafe transfer.allows(address) else {
        return ccurl_socket_bad
    }
    return unsafe ccurl_open_socket(address)
}

/// How far the transfer is: ends one whose encoded body grows beyond the limit without decoding to anything.
let countReceived: curl_xferinfo_callback = { context, _, received, _, _ in
    unsafe transfer(context)?.isWithinLimit(encoded: Int(received)) == true ? 0 : 1
}

extension Transfer {
    fileprivate func connected() {
        let now = ContinuousClock.now
        deadlines.connected(now: now)
        if body == nil { deadlines.requestSent(now: now) }
        deadlinesChanged()
    }

    /// Whether the transfer goes on.
    fileprivate func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // The bytes are lent for the call of which this is the whole.
        switch unsafe head.read(bytes.bindMemory(to: UInt8.self).span) {
        case .more: if hasHead { deadlines.received(now: .now) }
        case .begun:
            deadlines.received(now: .now)
            deadlinesChanged()
        case .head(let head):
            deadlines.received(now: .now)
            hasHead = true
            deliver(.head(head))
        case .tooLarge:
            fail(.headTooLarge, "The header lines of \(peer) go beyond \(request.headBytes) bytes.")
        case .invalid(let fault): fail(.invalidResponse, "\(peer) did not answer in HTTP: \(fault)")
        }
        return failure == nil
    }

    /// How many bytes were taken.
    fileprivate func receiveBody(_ part: UnsafeRawBufferPointer) -> Int {
        guard hasHead, failure == nil else { return 0 }
        if let window = request.receiveWindow, unacknowledged >= window {
            isReceivePaused = true
            deadlines.receivePaused(true, now: .now)
            return ccurl_write_pause
        }
        deadlines.received(now: .now)
        let allowed = min(part.count, request.bodyBytes - delivered)
        if allowed > 0 {
            delivered += allowed
            if request.receiveWindow != nil { unacknowledged += allowed }
            // Copied while the bytes are lent.
            unsafe deliver(.body(Array(part.prefix(allowed))))
        }
        guard allowed == part.count else {
            fail(.bodyTooLarge, "The body from \(peer) goes beyond \(request.bodyBytes) bytes.")
            return 0
        }
        return allowed
    }

    fileprivate func isWithinLimit(encoded: Int) -> Bool {
        guard encoded > request.bodyBytes else { return true }
        fail(.bodyTooLarge, "The encoded body from \(peer) goes beyond \(request.bodyBytes) bytes.")
        return false
    }

    /// How many bytes of the request's body there are, or that there are none as yet.
    fileprivate func fill(_ room: UnsafeMutableRawBufferPointer) -> Int {
        guard failure == nil else { return ccurl_read_abort }
        // The room is lent for the call.
        switch unsafe body?.take(into: room) ?? .ended {
        case .bytes(let count, let isLast):
            sent += count
            if isLast {
                deadlines.requestSent(now: .now)
                deadlinesChanged()
            } else {
                deadlines.sent(now: .now)
            }
            if case .streamed = request.body { allowSending(count) }
            return count
        case .starved:
            isSendPaused = true
            deadlines.sendStarved(true, now: .now)
            return ccurl_read_pause
        case .ended:
            deadlines.requestSent(now: .now)
            deadlinesChanged()
            return 0
        }
    }

    /// Only what comes to the same when done twice is done twice.
    fileprivate func rewind() -> Bool {
        guard RequestCheck.isIdempotent(request.method), body?.rewind() == true else { return false }
        sent = 0
        return true
    }

    fileprivate func allows(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        var port: UInt16 = 0
        // Writes at most the sixteen bytes there are, and the port.
        let count = unsafe ccurl_address(address, &bytes, &port)
        if count == 0 { return request.unixSocket != nil }
        guard let address = OutboundAddress(bytes: Array(bytes.prefix(Int(max(0, count)))), port: port) else {
            return false
        }
        guard let policy = request.addressPolicy, !policy(address) else { return true }
        wasRefused = true
        return false
    }
}
