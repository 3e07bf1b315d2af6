// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The one thread of a client, with every signal blocked: signals are for the threads that wait for them, and a write
/// to a connection that is gone must not end the process with SIGPIPE.
struct OutboundThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread; nil if the system has none left.
    init?(_ body: sending @escaping () -> Void) {
        var handle = pthread_t()
        // The reference is taken over, exactly once, by the new thread.
        let context = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
        var blocked = sigset_t()
        var before = sigset_t()
        // Both sets live for the calls. A new thread begins with the signals blocked that its maker has blocked.
        unsafe sigfillset(&blocked)
        unsafe pthread_sigmask(SIG_SETMASK, &blocked, &before)
        let code = unsafe pthread_create(
            &handle, nil,
            { context in
                let body = unsafe Unmanaged<ThreadBody>.fromOpaque(context!).takeRetainedValue()
                body.run()
                return nil
            }, context)
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        guard code == 0 else {
            unsafe Unmanaged<ThreadBody>.fromOpaque(context).release()
            return nil
        }
        self.handle = handle
    }

    /// Waits until the thread has ended; from the thread itself, lets it end on its own.
    func join() {
        if pthread_equal(handle, pthread_self()) != 0 { return detach() }
        pthread_join(handle, nil)
    }

    /// Lets the thread end on its own.
    func detach() { pthread_detach(handle) }
}

private final class ThreadBody {
    let run: () -> Void

    init(_ run: @escaping () -> Void) { self.run = run }
}

/// Lets one thread wait for another.
// @safe: the semaphore lives as long as the object.
@safe final class OutboundSignal: @unchecked Sendable {
    // Unchecked because of the pointer: the semaphore behind it is made for use by several threads.
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        // Initialised at once, and freed with the object only.
        unsafe semaphore = .allocate(capacity: 1)
        unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    func send() {
        // Valid as long as the object.
        unsafe sem_post(semaphore)
    }

    func wait() {
        // Valid as long as the object. A signal handler may interrupt the wait.
        while unsafe sem_wait(semaphore) != 0, errno == EINTR {}
    }
}
