// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// Bodies larger than what may be held, clients that leave, and a configuration that changes meanwhile.
@Suite(.serialized) struct ProxyStreamingTests {
    private static let block = [UInt8](repeating: 0x61, count: 1024 * 1024)
    /// How much the router may grow while a body passes that is many times as large, in bytes.
    private static let growth = 24 * 1024 * 1024

    private func count(_ connection: Connection, _ total: Int) throws {
        var left = total
        while left > 0 { left -= try connection.read(min(left, 256 * 1024)).count }
    }

    @Test func aHundredMebibytesPassBothWaysInBoundedMemory() throws {
        let total = 100 * Self.block.count
        let bot = try ProxiedBot { visit in
            let head = try visit.connection.readRequestHead()
            try count(visit.connection, Int(head["Content-Length"] ?? "") ?? 0)
            visit.note("all there")
            try visit.connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            for _ in 0..<100 { try visit.connection.send(Self.block) }
        }
        let connection = try bot.server.connect()
        let before = try bot.server.residentBytes()
        var largest = before
        try connection.send(ProxyWay.header.head("POST", "/", ["Content-Length: \(total)"]))
        for _ in 0..<100 {
            try connection.send(Self.block)
            largest = max(largest, try bot.server.residentBytes())
        }
        #expect(try connection.readHead().hasPrefix("HTTP/1.1 200 OK"))
        for _ in 0..<100 {
            try count(connection, Self.block.count)
            largest = max(largest, try bot.server.residentBytes())
        }
        #expect(bot.upstream.notes == ["all there"])
        #expect(largest - before < Self.growth)
    }

    /// Sends the bytes over and over until the other side takes no more for a while.
    private func sendUntilHeldBack(_ connection: Connection, _ bytes: [UInt8]) -> Int {
        var sent = 0
        var offset = 0
        var pauses = 0
        while pauses < 30 {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                // In bounds: the offset is less than the count.
                unsafe Glibc.send(
                    connection.socket, buffer.baseAddress! + offset, bytes.count - offset,
                    Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count > 0 {
                sent += count
                offset = (offset + count) % bytes.count
                pauses = 0
            } else {
                pauses += 1
                usleep(10_000)
            }
            if sent > 256 * 1024 * 1024 { break }
        }
        return sent
    }

    @Test func aClientThatNeverReadsHoldsTheBotBack() throws {
        for script in [
            "HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n", "HTTP/1.1 103 Hints\r\nLink: </>\r\n\r\n",
        ] {
            let bot = try ProxiedBot { visit in
                try visit.takeRequest()
                let filler = script.contains("103") ? Array(String(repeating: script, count: 20_000).utf8) : Self.block
                try visit.connection.send(script)
                visit.note("\(sendUntilHeldBack(visit.connection, filler))")
                _ = try visit.connection.readToEnd()
                visit.note("released")
            }
            let connection = try bot.server.connect(receiveBuffer: 64 * 1024)
            let before = try bot.server.residentBytes()
            try connection.send(ProxyWay.header.head("GET", "/"))
            let sent = try eventually("the bot is held back") { bot.upstream.notes.first.flatMap { Int($0) } }
            #expect(sent < 64 * 1024 * 1024)
            #expect(try bot.server.residentBytes() - before < Self.growth)
            // Somebody else is served meanwhile.
            #expect(try bot.server.request("GET", "/healthz").status == 200)
            connection.resetOnClose()
            _ = consume connection
            try eventually("the bot is released") { bot.upstream.notes.last == "released" }
        }
    }

    @Test func aBotThatNeverReadsHoldsTheClientBack() throws {
        let bot = try ProxiedBot { visit in
            _ = try visit.connection.readRequestHead()
            visit.note("head")
            while !visit.isOver { usleep(10_000) }
        }
        let connection = try bot.server.connect()
        let before = try bot.server.residentBytes()
        try connection.send(ProxyWay.header.head("POST", "/", ["Transfer-Encoding: chunked"]))
        let chunk = Array("100000\r\n".utf8) + Self.block + [0x0d, 0x0a]
        #expect(sendUntilHeldBack(connection, chunk) < 64 * 1024 * 1024)
        #expect(try bot.server.residentBytes() - before < Self.growth)
        #expect(bot.upstream.notes == ["head"])
    }

    /// Where in an exchange a client leaves.
    enum Leaving: String, CaseIterable, Sendable {
        case beforeTheAnswer, inTheUpload, inTheDownload, inASilentAnswer
    }

    @Test(arguments: Leaving.allCases, [false, true])
    func aClientThatLeavesEndsTheBotsWork(_ leaving: Leaving, _ resets: Bool) throws {
        let bot = try ProxiedBot { visit in
            _ = try visit.connection.readRequestHead()
            visit.note("began")
            switch leaving {
            case .beforeTheAnswer, .inTheUpload: break
            case .inTheDownload:
                try visit.connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                while try visit.connection.trySend(Array("1\r\nx\r\n".utf8)) { usleep(10_000) }
            case .inASilentAnswer:
                try visit.connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
            }
            let start = ContinuousClock.now
            _ = try visit.connection.readToEnd()
            visit.note("ended")
            // The deadline that would end it otherwise is a minute.
            if ContinuousClock.now - start > .seconds(20) { visit.note("late") }
        }
        let connection = try bot.server.connect()
        let isUpload = leaving == .inTheUpload
        try connection.send(ProxyWay.header.head("POST", "/", ["Content-Length: \(isUpload ? 100 : 4)"]) + "body")
        try eventually("the bot has the request") { bot.upstream.notes.first == "began" }
        if leaving == .inTheDownload || leaving == .inASilentAnswer { _ = try connection.readHead() }
        if resets { connection.resetOnClose() }
        _ = consume connection
        try eventually("the bot sees the end") { bot.upstream.notes.contains("ended") }
        #expect(bot.upstream.notes == ["began", "ended"])
        try eventually("nothing is open but the connection that asks") {
            try bot.server.metric("edge_connections_open") == 1
        }
        #expect(try bot.server.metric("edge_cancelled_requests_total") == 1)
    }

    @Test func aHalfClosedClientStillGetsItsAnswer() throws {
        let bot = try ProxiedBot { visit in
            let request = try visit.takeRequest()
            if request.target == "/late" { usleep(400_000) }
            try visit.connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
            for _ in 0..<3 {
                // Longer in all than it takes to ask whether the client is there.
                usleep(150_000)
                try visit.connection.send("abc")
            }
        }
        for (target, version) in [("/late", "1.1"), ("/now", "1.1"), ("/late", "1.0"), ("/now", "1.0")] {
            let connection = try bot.server.connect()
            try connection.send(ProxyWay.header.head("GET", target, version: version))
            connection.finishSending()
            let answers = try connection.readResponsesToEnd()
            #expect(answers.last?.text == "abcabcabc", "\(target) \(version)")
            #expect(answers.dropLast().allSatisfy { $0.status == 102 })
        }
    }

    @Test func aNewAddressIsForNewRequestsWhileOldOnesEndWhereTheyAre() throws {
        let new = try ProxyUpstream.answering { _ in answer("new") }
        let bot = try ProxiedBot { visit in
            // Its head tells that it is there; its body ends after the change.
            let head = try visit.connection.readRequestHead()
            visit.note(head.target)
            _ = try visit.connection.read(Int(head["Content-Length"] ?? "") ?? 0)
            try visit.connection.send(answer("old"))
        }
        // On every loop, so that none of them is without a running request.
        let running = try (0..<8).map { _ in try bot.server.connect() }
        for connection in running {
            try connection.send(ProxyWay.header.head("POST", "/", ["Content-Length: 2"]) + "a")
        }
        try eventually("all are at the old place") { bot.upstream.notes.count == running.count }
        try bot.server.directory.write("wrangler.toml", ProxyWay.configuration(new.port))
        bot.server.process.signal(SIGHUP)
        try eventually("the configuration is read again") { bot.server.directory.text("err").contains("reloaded") }
        try eventually("new requests go to the new place") {
            let response = try bot.server.connect().request("GET", "/bots/client-a/")
            return response.text == "new"
        }
        let visits = bot.upstream.visits
        for connection in running {
            try connection.send("b")
            #expect(try connection.readResponse().text == "old")
            try connection.send(ProxyWay.header.head("GET", "/"))
            #expect(try connection.readResponse().text == "new")
        }
        #expect(bot.upstream.visits == visits)
    }
}
