// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Facts about this process and what it may use.
public enum ProcessFacts {
    /// This process's id.
    public static var pid: Int32 { getpid() }

    /// Cores this process may run on.
    public static var coreCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// Raises the soft limit of open descriptors to the hard one and says what it is then.
    public static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        return Int(clamping: limit.rlim_cur)
    }

    /// The hard limit of open descriptors, which ``raiseDescriptorLimit()`` would raise the soft one to.
    public static var hardDescriptorLimit: Int {
        var limit = rlimit()
        // The structure lives for the call.
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        return Int(clamping: limit.rlim_max)
    }

    /// Resident memory in bytes.
    public static var residentBytes: Int {
        guard let text = try? FileSystem.read("/proc/self/statm", limit: 256) else { return 0 }
        let fields = text.split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Descriptors that this process has open; nil where the system does not tell.
    public static var openDescriptors: Int? {
        // The stream lives until it is closed below, and each entry until the next is read.
        guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
        defer { _ = unsafe closedir(directory) }
        var count = 0
        while unsafe readdir(directory) != nil { count += 1 }
        // Without `.`, `..` and the one that is being read.
        return max(0, count - 3)
    }

    /// The value of an environment variable; nil when unset or empty.
    public static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// Ends the process at once with a status (see `exit(3)`).
    public static func exit(_ status: Int32) -> Never { Glibc.exit(status) }

    /// Whether a descriptor is a terminal.
    public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Does nothing for so long. Never on a loop, which has others to serve.
    public static func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }

    /// Random bits from the system.
    public static func random() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    /// Has large blocks of memory go back to the system as soon as they are freed.
    public static func releaseLargeBlocksAtOnce() { linux_map_large_blocks() }
}

/// The few file operations the program needs outside its databases.
public enum FileSystem {
    /// The whole content of a file.
    /// - Throws: ``SystemError``; EFBIG when it is longer than `limit` bytes.
    public static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
        let file = Descriptor(try system("open \(path)") { unsafe open(path, O_RDONLY | O_CLOEXEC) })
        let raw = file.raw
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let size = block.count
            let count = try system("read \(path)") { unsafe Glibc.read(raw, &block, size) }
            if count == 0 { return content }
            content.append(contentsOf: block[..<count])
            if content.count > limit { throw SystemError("read \(path)", code: EFBIG) }
        }
    }

    /// Whether something is there.
    public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Makes a directory and those above it, private to the user, where they do not exist.
    public static func makeDirectory(_ path: String) throws(SystemError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += prefix.isEmpty || prefix.hasSuffix("/") ? String(part) : "/" + part
            if unsafe mkdir(prefix, 0o700) != 0 && errno != EEXIST { throw SystemError("mkdir \(prefix)") }
        }
    }

    /// The path with links and dots resolved.
    public static func canonicalPath(_ path: String) throws(SystemError) -> String {
        guard let resolved = unsafe realpath(path, nil) else { throw SystemError("realpath \(path)") }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Writes all bytes to a descriptor of the process, such as standard output; blocks until done. Errors end it
    /// quietly: there is nowhere to report that the log cannot be written.
    public static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                // In bounds by the loop's condition.
                retryingInterrupts {
                    unsafe write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
                }
            }
            guard count > 0 else { return }
            offset += count
        }
    }
}
