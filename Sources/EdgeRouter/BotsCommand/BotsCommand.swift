// SPDX-License-Identifier: Apache-2.0

/// One command of `edge-router bots`, as it was asked for.
public enum BotsCommand: Sendable {
    /// Which instances are meant: of a bot, of one client alone, that of one number alone.
    public struct Target: Sendable {
        /// The bot's binding.
        public var binding: String
        /// The client; nil for all.
        public var client: String?
        /// The number of an instance that clients share; nil for all.
        public var ordinal: Int?

        /// Instances of a bot.
        public init(_ binding: String, client: String? = nil, ordinal: Int? = nil) {
            self.binding = binding
            self.client = client
            self.ordinal = ordinal
        }
    }

    /// Something that is ordered of instances, by the name the API has for it.
    public enum Order: String, Sendable {
        /// One runs, though nobody asks for it.
        case start
        /// They are stopped when no request uses them.
        case stop
        /// They are frozen when no request uses them.
        case freeze
        /// They are made anew of what is pulled or built anew.
        case redeploy
    }

    /// Shows bots and instances: a table, or the API's own answer.
    case list(binding: String?, json: Bool)
    /// Has something done.
    case order(Order, Target)
    /// Shows what an instance wrote: so many lines of the past, and with `follows` what comes; with `json` as objects.
    case logs(Target, last: Int, follows: Bool, json: Bool)
    /// Has the configuration read again, and the bots named, or all, made anew; waits until what they are made of is
    /// there.
    case deploy(bindings: [String])
    /// Shows, and if that is agreed to removes, what other routers have left on the container engine.
    case collect(owner: String?, json: Bool)
}

/// Runs the commands of `edge-router bots`.
public enum BotsCommandLine {
    /// Does what was asked for, and says on standard error why if it could not be done.
    /// - Returns: the exit status: 0, 1 if it failed, 2 for wrong usage.
    public static func run(_ command: BotsCommand, _ options: KVAccessOptions) -> Int32 {
        do {
            try BotsCommandRun(options: options).run(command)
            return 0
        } catch {
            Console.say("edge-router: \(error.message)")
            return error.exitStatus
        }
    }
}
