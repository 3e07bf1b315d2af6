// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

// Moving bytes. `errno` is read before anything else can run.

extension EventSource {
    /// Receives into the buffer from `offset` up to its end. The buffer must not be empty there.
    public final func receive(into buffer: inout [UInt8], from offset: Int) -> IOResult {
        let room = buffer.count - offset
        precondition(room > 0 && offset >= 0)
        let raw = descriptor
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            // In bounds by the precondition above.
            retryingInterrupts { unsafe recv(raw, bytes.baseAddress! + offset, room, 0) }
        }
        if count > 0 { return .bytes(count) }
        return count == 0 ? .endOfStream : Self.failure(errno)
    }

    /// Sends what it can of the bytes. `more` says that further bytes follow at once, so that the kernel may wait for
    /// them before it sends a short segment.
    public final func send(_ bytes: Span<UInt8>, more: Bool = false) -> IOResult {
        let raw = descriptor
        let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
        let count = unsafe bytes.withUnsafeBytes { buffer in
            retryingInterrupts { unsafe Glibc.send(raw, buffer.baseAddress, buffer.count, flags) }
        }
        return count >= 0 ? .bytes(count) : Self.failure(errno)
    }

    private static func failure(_ code: Int32) -> IOResult {
        if code == EAGAIN { return .wouldBlock }
        // Not the network's fault but ours: a descriptor or a pointer that is not what we think it is.
        precondition(code != EBADF && code != EFAULT && code != ENOTSOCK, "socket call on a wrong descriptor")
        return .failed(code)
    }

    /// Ends our direction (FIN); the peer's stays open.
    public final func finishSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Makes the coming close a reset, so that a truncated answer cannot be taken for a complete one.
    public final func resetOnClose() {
        _ = linux_reset_on_close(descriptor)
    }

    /// The error that has happened on the socket since the last call; zero for none. After connecting: its outcome.
    public final func takeSocketError() -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return result == 0 ? code : errno
    }

    /// Whether nothing waits to be read, not even an end.
    public final func isQuiet() -> Bool {
        var byte: UInt8 = 0
        // One byte into one byte.
        return unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) < 0
            && errno == EAGAIN
    }

    /// Bytes that wait in the kernel to be read; zero when none do.
    public final func pendingBytes() -> Int {
        var count: Int32 = 0
        return unsafe ioctl(descriptor, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }
}

/// The text that belongs to an `errno` value.
public func errorText(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
}
