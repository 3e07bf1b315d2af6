// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct CronTableTests {
    private let hourly = CronTable.Entry(binding: "A", cron: "0 * * * *")
    private let daily = CronTable.Entry(binding: "B", cron: "30 2 * * *")

    @Test func `each entry comes due once a time, and again at its next`() {
        var table = CronTable([hourly, daily, hourly], now: 0)
        #expect(table.next == 3600 && table.due(now: 3599).isEmpty)
        let due = table.due(now: 3600)
        #expect(due.map(\.entry) == [hourly] && due.map(\.at) == [3600])
        #expect(table.due(now: 3600).isEmpty && table.next == 7200)
    }

    @Test func `what was missed meanwhile is one call, for the moment it was due at first`() {
        var table = CronTable([hourly, daily], now: 0)
        let due = table.due(now: 100_000)
        #expect(due.map(\.entry) == [hourly, daily] && due.map(\.at) == [3600, 9000])
        #expect(table.next == 100_800)
    }

    @Test func `without entries nothing is due`() {
        var table = CronTable()
        #expect(table.next == nil && table.due(now: .max).isEmpty)
    }

    @Test func `general crons are the default bot's, a bot's own are that bot's`() throws {
        let configuration = try loadTOML(
            """
            [triggers]
            crons = ["0 6 * * *"]
            [edge]
            default_bot = "A"
            [edge.bots.A]
            address = "127.0.0.1:9"
            [edge.bots.B]
            command = ["true"]
            crons = ["5 * * * *"]
            """)
        #expect(
            configuration.cronEntries == [
                .init(binding: "A", cron: "0 6 * * *"), .init(binding: "B", cron: "5 * * * *"),
            ])
        #expect(configuration.cronClients(of: "A") == [nil])
        #expect(configuration.cronClients(of: "B") == [] && configuration.cronClients(of: "C") == [])
    }

    @Test func `a bot of each client's own is called for those that the file gives it to`() throws {
        let configuration = try loadTOML(
            """
            [edge]
            default_bot = "ALL"
            default_client = "zoe"
            [edge.bots.ALL]
            command = ["true"]
            [edge.bots.SHARED]
            command = ["true"]
            instances = "shared"
            [edge.bots.CLIENT_A_BOT]
            command = ["true"]
            [edge.clients.beta]
            bot = "CLIENT_A_BOT"
            [edge.clients.gamma]
            """)
        #expect(configuration.cronClients(of: "ALL") == ["gamma", "zoe"])
        #expect(configuration.cronClients(of: "CLIENT_A_BOT") == ["beta", "client-a"])
        #expect(configuration.cronClients(of: "SHARED") == [nil])
    }
}
