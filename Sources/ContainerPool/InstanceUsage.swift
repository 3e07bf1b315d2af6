// SPDX-License-Identifier: Apache-2.0

/// Memory and processor time of an instance.
public struct InstanceUsage: Sendable, Equatable {
    /// Bytes it uses now, without the cache of files.
    public let memoryBytes: Int
    /// Processor time since its program was started, in nanoseconds.
    public let processorNanoseconds: Int

    /// Both of them.
    public init(memoryBytes: Int, processorNanoseconds: Int) {
        self.memoryBytes = memoryBytes
        self.processorNanoseconds = processorNanoseconds
    }
}
