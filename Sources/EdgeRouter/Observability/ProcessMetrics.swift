// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What a scrape tells of the process itself.
struct ProcessMetrics: Sendable {
    var residentBytes = 0
    var processorNanoseconds: UInt64 = 0
    /// Nil where the system does not tell.
    var openDescriptors: Int?
    /// The most it may have open.
    var descriptorLimit = 0
    /// When it began, in unix seconds.
    var startedAt: Int64 = 0

    /// How things stand now.
    static func now(startedAt: Int64) -> ProcessMetrics {
        ProcessMetrics(
            residentBytes: ProcessFacts.residentBytes, processorNanoseconds: ProcessFacts.processorNanoseconds,
            openDescriptors: ProcessFacts.openDescriptors, descriptorLimit: ProcessFacts.hardDescriptorLimit,
            startedAt: startedAt)
    }
}
