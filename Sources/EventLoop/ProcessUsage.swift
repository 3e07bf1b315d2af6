// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What a process of this machine and those that it has started use, as the kernel's `/proc` tells (proc(5)).
public struct ProcessUsage: Sendable, Equatable {
    /// Resident memory in bytes; pages that several share count for each.
    public private(set) var memoryBytes = 0
    /// Processor time in nanoseconds, with that of children that have ended and were waited for.
    public private(set) var processorNanoseconds = 0

    /// Processes of one family that are looked at: beyond, the figures are too small.
    private static let processLimit = 256
    private static let statBytes = 4096
    private static let childrenBytes = 64 << 10

    /// The process and all that descend from it; nil if it is not there.
    public static func ofFamily(_ pid: Int32) -> ProcessUsage? {
        var usage = ProcessUsage()
        guard usage.add(pid) else { return nil }
        var parents = [pid]
        var count = 1
        while let parent = parents.popLast() {
            for child in children(of: parent) where count < processLimit {
                count += 1
                if usage.add(child) { parents.append(child) }
            }
        }
        return usage
    }

    private mutating func add(_ pid: Int32) -> Bool {
        guard let bytes = try? FileSystem.read("/proc/\(pid)/stat", limit: Self.statBytes),
            // The name before it, in parentheses, may hold anything.
            let end = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return false }
        // From the third field on, `state`.
        let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count > 21 else { return false }
        let ticks = fields[11...14].reduce(0) { $0 + (Int($1) ?? 0) }
        processorNanoseconds += ticks * (1_000_000_000 / max(1, Int(sysconf(Int32(_SC_CLK_TCK)))))
        memoryBytes += (Int(fields[21]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
        return true
    }

    private static func children(of pid: Int32) -> [Int32] {
        // Threads have children of their own.
        let threads = (try? FileSystem.names(in: "/proc/\(pid)/task")) ?? []
        return threads.flatMap { thread -> [Int32] in
            let text = (try? FileSystem.read("/proc/\(pid)/task/\(thread)/children", limit: childrenBytes)) ?? []
            return text.split(separator: UInt8(ascii: " ")).compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
        }
    }
}
