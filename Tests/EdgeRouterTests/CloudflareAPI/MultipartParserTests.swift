// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import TestSupport
import Testing

@testable import EdgeRouter

/// What a multipart body consists of, gathered from the parser's events.
private struct Parts: Equatable {
    struct Part: Equatable {
        var name: String?
        var content: [UInt8] = []
        var isComplete = false
    }

    var parts: [Part] = []
    var isEnded = false
    var fault: MultipartParser.Fault?

    init() {}

    /// From a body that comes in pieces.
    init(_ pieces: [[UInt8]], boundary: String = "b") throws {
        var parser = try #require(MultipartParser(boundary: Array(boundary.utf8)))
        do throws(MultipartParser.Fault) {
            for piece in pieces { try take(piece, &parser) }
        } catch {
            fault = error
        }
        #expect(parser.isEnded == isEnded)
    }

    private mutating func take(
        _ piece: [UInt8], _ parser: inout MultipartParser
    ) throws(MultipartParser.Fault) {
        // A buffer has other bytes before the piece.
        let bytes = Array("--b\r\n".utf8) + piece
        var position = 5
        while true {
            switch try parser.next(bytes.span, &position) {
            case .part(let name): parts.append(Part(name: name?.text))
            case .content(let range): parts[parts.count - 1].content += bytes[range]
            case .delimiterContent(let count): parts[parts.count - 1].content += parser.delimiter[..<count]
            case .partEnded: parts[parts.count - 1].isComplete = true
            case .ended: isEnded = true
            case .needsMore:
                #expect(position == bytes.count)
                return
            }
        }
    }
}

@Suite struct MultipartParserTests {
    private func parse(_ body: String, boundary: String = "b") throws -> Parts {
        try Parts([Array(body.utf8)], boundary: boundary)
    }

    private func form(_ parts: String) -> String { "--b\r\n" + parts + "\r\n--b--\r\n" }

    private static let body = Array(
        ("preamble --b\r\n--\r\n--b \t\r\nContent-Disposition: form-data; name=\"value\"; filename=\"a;b\"\r\n"
            + "Content-Type: x/y\r\n\r\nline\r\n--\r\n\r\r\n--\r\n-b\r\n--a\r\n\n--b\r\n--b\r\n"
            + "content-disposition:form-data;name=metadata\r\n\r\n{}\r\n--b\r\n\r\n\r\n--b--  \r\n--b\r\nepilogue").utf8
    )

    @Test func `parts have their names and contents, whatever looks like a delimiter in them`() throws {
        let parts = try Parts([Self.body])
        #expect(parts.fault == nil && parts.isEnded)
        #expect(parts.parts.map(\.name) == ["value", "metadata", nil])
        #expect(parts.parts.map(\.content.text) == ["line\r\n--\r\n\r\r\n--\r\n-b\r\n--a\r\n\n--b", "{}", ""])
        #expect(!parts.parts.contains { !$0.isComplete })
    }

    @Test func `it is the same cut at any place, at any two, and byte by byte`() throws {
        let whole = try Parts([Self.body])
        for first in 0...Self.body.count {
            #expect(try Parts([Array(Self.body[..<first]), Array(Self.body[first...])]) == whole, "cut at \(first)")
        }
        var numbers = RepeatableNumbers(seed: 5)
        for _ in 0..<500 {
            let cuts = [0, 0].map { _ in Int.random(in: 0...Self.body.count, using: &numbers) }.sorted()
            let pieces = [Self.body[..<cuts[0]], Self.body[cuts[0]..<cuts[1]], Self.body[cuts[1]...]].map { Array($0) }
            #expect(try Parts(pieces) == whole, "cut at \(cuts)")
        }
        #expect(try Parts(Self.body.map { [$0] }) == whole)
    }

    @Test func `a body that stops early has not ended, wherever it stops`() throws {
        let end = try #require(Received(Self.body).range(of: "--b--")).end
        for count in 0..<Int(end) {
            let parts = try Parts([Array(Self.body[..<count])])
            #expect(!parts.isEnded && parts.fault == nil, "\(count) bytes")
        }
        #expect(try Parts([Array(Self.body[..<Int(end)])]).isEnded)
    }

    @Test(
        arguments: [
            (#"Content-Disposition: form-data; name="a\"b\\c""#, #"a"b\c"#), ("content-DISPOSITION: x; NAME=a", "a"),
            (#"Content-Disposition: form-data; filename="name=x"; name="a""#, "a"), ("A: b", nil), ("", nil),
            (#"Content-Disposition: form-data; filename="x; name=y"; name = "a""#, nil),
            ("Content-Disposition: form-data", nil), ("Content-Disposition: form-data; name=\"\"", ""),
            ("A: b\r\nContent-Disposition: form-data; name=\"é 😀\"", "é 😀"), ("Content-Disposition: f;;name=a ;b", "a"),
            ("Content-Disposition:name=x;name=a", "a"), (#"Content-Disposition: f; name="C:\dir""#, #"C:\dir"#),
        ] as [(String, String?)])
    func `a part's name is what its disposition says`(header: String, name: String?) throws {
        let parts = try parse(form(header + (header.isEmpty ? "\r\n" : "\r\n\r\n")))
        #expect(parts.parts.map(\.name) == [name] && parts.isEnded, "\(String(describing: parts.fault))")
    }

    @Test(arguments: [
        ("--b\r\nno colon\r\n\r\nx", MultipartParser.Fault.header), ("--b\r\nA: b\n\r\n\r\nx", .header),
        ("--b\r\n\nx", .header), ("--b\r\nContent-Disposition: f; name=\"a\r\n\r\nx", .header), ("--bx", .delimiter),
        ("--b-x", .delimiter), ("--b \tx", .delimiter), ("--b\rx", .delimiter), ("--b\nx", .delimiter),
        ("--b\r\n\r\nx\r\n--bb", .delimiter), ("--b\r\nA:\r\n\r\nx\r\n--b -", .delimiter),
    ])
    func `what is malformed is refused`(body: String, fault: MultipartParser.Fault) throws {
        #expect(try parse(body).fault == fault)
        #expect(try Parts(Array(body.utf8).map { [$0] }).fault == fault)
        #expect(!fault.text.isEmpty)
    }

    @Test func `a part's header is held only so far`() throws {
        func body(_ count: Int) -> String {
            form("A: " + String(repeating: "x", count: count - "A: \r\n\r\n".utf8.count) + "\r\n\r\nv")
        }
        #expect(try parse(body(MultipartParser.headerBytes)).parts.map(\.content.text) == ["v"])
        #expect(try parse(body(MultipartParser.headerBytes + 1)).fault == .headerTooLong)
    }

    @Test(arguments: ["b", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "'()+_,-./:=?", "a b", "-", "--"])
    func `every boundary that the standard allows delimits`(boundary: String) throws {
        let body = "--\(boundary)\r\n\r\nvalue\r\n--\r\n-\(boundary)\r\n--\(boundary)--"
        let parts = try parse(body, boundary: boundary)
        #expect(parts.parts.map(\.content.text) == ["value\r\n--\r\n-\(boundary)"] && parts.isEnded)
    }

    @Test(arguments: ["", "a ", "ä", "a;b", "a\"b", "a\r\n", String(repeating: "b", count: 71)])
    func `no other boundary is one`(boundary: String) {
        #expect(MultipartParser(boundary: Array(boundary.utf8)) == nil)
    }

    @Test func `the longest boundary is one`() {
        #expect(MultipartParser(boundary: [UInt8](repeating: 0x62, count: 70)) != nil)
    }

    @Test func `any content comes back as it was`() throws {
        var numbers = RepeatableNumbers(seed: 11)
        let pieces = ["\r", "\n", "-", "b", "\r\n", "\r\n--", "--b", "x"].map { Array($0.utf8) }
        for _ in 0..<2000 {
            var content: [UInt8] = []
            for _ in 0..<Int.random(in: 0...12, using: &numbers) { content += pieces.randomElement(using: &numbers)! }
            guard Received(content).range(of: "\r\n--b") == nil, !content.starts(with: "--b".utf8) else { continue }
            let body = Array("--b\r\n\r\n".utf8) + content + Array("\r\n--b--".utf8)
            let cut = Int.random(in: 0...body.count, using: &numbers)
            let parts = try Parts([Array(body[..<cut]), Array(body[cut...])])
            #expect(parts.parts.map(\.content) == [content] && parts.isEnded, "\(content)")
        }
    }

    @Test func `any bytes end in parts or a fault`() throws {
        var numbers = RepeatableNumbers(seed: 13)
        var faults = 0
        for round in 0..<3000 {
            var bytes = round % 3 == 0 ? numbers.bytes(200) : Self.body
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = numbers.bytes(1)[0]
            }
            if try Parts([bytes]).fault != nil { faults += 1 }
        }
        #expect(faults > 100)
    }
}
