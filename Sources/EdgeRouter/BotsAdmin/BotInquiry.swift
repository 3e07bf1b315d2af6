// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool

/// What engines and loops are asked for one answer of `/admin/bots`, as it comes in: what instances use, and how many
/// requests are in flight to each. Pure; whoever holds it ends it when it takes too long, so that an engine that hangs
/// does not keep the operator from seeing that.
struct BotInquiry {
    /// The longest that is waited, in milliseconds: an engine takes a few for each instance.
    static let patienceMilliseconds = 1500

    /// By life, of those whose engine knows.
    private(set) var usage: [InstanceID: InstanceUsage] = [:]
    /// Requests in flight by generation, all loops together.
    private(set) var inFlight: [UInt64: Int] = [:]
    private var instancesAwaited: Set<InstanceID>
    private var loopsAwaited: Set<Int>

    init(instances: Set<InstanceID>, loops: Set<Int>) {
        instancesAwaited = instances
        loopsAwaited = loops
    }

    /// Whether all has come.
    var isComplete: Bool { instancesAwaited.isEmpty && loopsAwaited.isEmpty }

    /// Whether every loop has told what is in flight; if not, the sums are not told.
    var hasInFlight: Bool { loopsAwaited.isEmpty }

    /// An engine has answered; nil where it could not tell.
    mutating func add(_ usage: InstanceUsage?, of id: InstanceID) {
        if instancesAwaited.remove(id) != nil { self.usage[id] = usage }
    }

    /// A loop has answered.
    mutating func add(_ counts: [UInt64: Int], of loop: Int) {
        if loopsAwaited.remove(loop) != nil { inFlight.merge(counts, uniquingKeysWith: +) }
    }
}
