// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// `edge-router bots`: what bots are doing, and what they shall do.
struct Bots: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bots",
        abstract: "See, start, stop and replace the bots of a running server.",
        discussion: """
            The server that has the data directory is asked, or the one that --admin or --url names. Variables as for \
            kv.
            """,
        subcommands: [
            List.self, Start.self, Stop.self, Freeze.self, Logs.self, Redeploy.self, Deploy.self,
            GarbageCollection.self,
        ])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List bots and their instances: state, memory, processor time, why.")

        @Argument(help: "One bot alone, by its binding.") var name: String?
        @Flag(help: "Print the server's answer, with history, last exit and failures, as JSON.") var json = false
        @OptionGroup var access: KVAccess

        func run() throws { try access.run(.list(binding: name, json: json)) }
    }

    struct Start: BotOrder {
        static let configuration = CommandConfiguration(abstract: "Start an instance though nobody asks for it.")
        static let order = BotsCommand.Order.start

        @OptionGroup var target: BotSelection
        @OptionGroup var access: KVAccess
    }

    struct Stop: BotOrder {
        static let configuration = CommandConfiguration(
            abstract: "Stop instances when no request uses them; the next request starts them again.")
        static let order = BotsCommand.Order.stop

        @OptionGroup var target: BotSelection
        @OptionGroup var access: KVAccess
    }

    struct Freeze: BotOrder {
        static let configuration = CommandConfiguration(
            abstract: "Freeze instances when no request uses them; the next request lets them go on.")
        static let order = BotsCommand.Order.freeze

        @OptionGroup var target: BotSelection
        @OptionGroup var access: KVAccess
    }

    struct Redeploy: BotOrder {
        static let configuration = CommandConfiguration(
            abstract: "Pull or build anew, and replace instances when the new ones answer.")
        static let order = BotsCommand.Order.redeploy

        @OptionGroup var target: BotSelection
        @OptionGroup var access: KVAccess
    }

    struct Logs: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what an instance has written.")

        @OptionGroup var target: BotSelection
        @Flag(name: .shortAndLong, help: "Go on with what it writes.") var follow = false
        @Option(help: ArgumentHelp("Lines of the past, at most.", valueName: "count")) var tail = 100
        @Flag(help: "A JSON object a line: stream, line, and request_id where it is known.") var json = false
        @OptionGroup var access: KVAccess

        func validate() throws {
            guard 0...10_000 ~= tail else { throw ValidationError("--tail is a number from 0 to 10000.") }
        }

        func run() throws { try access.run(.logs(target.target, last: tail, follows: follow, json: json)) }
    }

    struct Deploy: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the configuration read again and bots made anew of it; wait for their images.",
            discussion: "What runs goes on until what takes its place answers, and is kept where that fails.")

        @Argument(help: "The bots, by their bindings (default: all that the server starts).") var names: [String] = []
        @OptionGroup var access: KVAccess

        func run() throws { try access.run(.deploy(bindings: names)) }
    }

    struct GarbageCollection: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "gc",
            abstract: "List, and remove when that is agreed to, what routers that are no more have left on the engine.")

        @Flag(help: "Containers and networks of other routers, known by their data directories.") var orphans = false
        @Option(help: ArgumentHelp("Those of this one alone, as the list has it.", valueName: "id")) var owner: String?
        @Flag(help: "Only list them, as JSON.") var json = false
        @Flag(name: [.customShort("y"), .long], help: "Do not ask.") var skipConfirmation = false
        @OptionGroup var access: KVAccess

        func validate() throws {
            guard orphans else {
                throw ValidationError("Say what is to be removed: --orphans. What is this router's it removes itself.")
            }
        }

        func run() throws { try access.run(.collect(owner: owner, json: json), isForced: skipConfirmation) }
    }
}

/// Which instances.
struct BotSelection: ParsableArguments {
    @Argument(help: "The bot, by its binding.") var name: String
    @Option(help: ArgumentHelp("The instance of this client alone.", valueName: "id")) var client: String?
    @Option(help: ArgumentHelp("The instance of this number alone, of those that clients share.", valueName: "n"))
    var ordinal: Int?

    var target: BotsCommand.Target { .init(name, client: client, ordinal: ordinal) }
}

/// Something that is ordered of instances.
protocol BotOrder: ParsableCommand {
    static var order: BotsCommand.Order { get }
    var target: BotSelection { get }
    var access: KVAccess { get }
}

extension BotOrder {
    func run() throws { try access.run(.order(Self.order, target.target)) }
}
