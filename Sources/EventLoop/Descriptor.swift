// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Owns one file descriptor and closes it, silently, when it goes away. Being noncopyable, it can neither leak by being
/// forgotten in a copy nor be closed twice.
public struct Descriptor: ~Copyable, Sendable {
    let raw: Int32

    init(_ raw: Int32) { self.raw = raw }

    /// Gives up ownership; the caller must close what it gets.
    consuming func release() -> Int32 {
        let raw = self.raw
        discard self
        return raw
    }

    deinit { _ = Glibc.close(raw) }
}

/// Runs a call that returns -1 on failure again for as long as a signal interrupts it.
func retryingInterrupts<Value: SignedInteger>(_ call: () -> Value) -> Value {
    while true {
        let value = call()
        if value != -1 || errno != EINTR { return value }
    }
}

/// Runs a system call and turns -1 into the error that `errno` names.
func system<Value: SignedInteger>(_ operation: String, _ call: () -> Value) throws(SystemError) -> Value {
    let value = retryingInterrupts(call)
    guard value != -1 else { throw SystemError(operation) }
    return value
}
