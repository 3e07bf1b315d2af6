// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// A POSIX thread.
public struct SystemThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread.
    /// - Parameters:
    ///   - name: shown by `ps -L` and `top -H`; at most 15 bytes are.
    ///   - body: what it runs; the thread ends when it returns.
    public init(name: String, _ body: sending @escaping () -> Void) throws(SystemError) {
        let start = ThreadStart(name: name, body: body)
        var handle = pthread_t()
        // The reference is taken over, exactly once, by the new thread.
        let context = unsafe Unmanaged.passRetained(start).toOpaque()
        let code = unsafe pthread_create(
            &handle, nil,
            { context in
                let start = unsafe Unmanaged<ThreadStart>.fromOpaque(context!).takeRetainedValue()
                unsafe linux_name_thread(start.name)
                start.body()
                return nil
            }, context)
        guard code == 0 else {
            unsafe Unmanaged<ThreadStart>.fromOpaque(context).release()
            throw SystemError("pthread_create", code: code)
        }
        self.handle = handle
    }

    /// Waits until the thread has ended. Each thread is joined or ``detach()``ed, or its stack is never freed.
    public func join() {
        pthread_join(handle, nil)
    }

    /// Lets the thread end on its own.
    public func detach() {
        pthread_detach(handle)
    }
}

private final class ThreadStart {
    let name: String
    let body: () -> Void

    init(name: String, body: @escaping () -> Void) {
        self.name = name
        self.body = body
    }
}
