// SPDX-License-Identifier: Apache-2.0

/// What one client may do with models. Nil is no limit.
public struct ClientLimits: Hashable, Sendable {
    /// What it may spend.
    public var budgets: [BudgetLimit] = []
    /// Requests a minute.
    public var requestsPerMinute: Int?
    /// Tokens a minute, sent and received.
    public var tokensPerMinute: Int?
    /// Calls under way at once.
    public var parallel: Int?
    /// Models it may name; empty for all.
    public var models: [String] = []
    /// The model of requests that name none; nil for the gateway's own.
    public var model: String?

    /// No limits.
    public init() {}
}
