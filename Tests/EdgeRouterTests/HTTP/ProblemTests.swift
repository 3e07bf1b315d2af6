// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPCore
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct ProblemTests {
    private struct Body: Decodable {
        struct Cause: Decodable {
            let phase: String
            let detail: String
            let nextTry: Int?

            enum CodingKeys: String, CodingKey {
                case phase, detail
                case nextTry = "next_try"
            }
        }
        let type: String
        let title: String
        let status: Int
        let detail: String
        let cause: Cause?
        let requestID: String

        enum CodingKeys: String, CodingKey {
            case type, title, status, detail, cause
            case requestID = "request_id"
        }
    }

    private func body(_ problem: Problem) throws -> Body {
        let json = problem.json(requestID: Array("id-1".utf8))
        #expect(JSONSyntax.isValid(json))
        return try JSONDecoder().decode(Body.self, from: Data(json))
    }

    @Test func `the body has the members of RFC 9457 and the request's id`() throws {
        let body = try body(Problem(404, "no-such-key", "No such key", "The key `a` has no value here."))
        #expect(body.type == "urn:edge-router:problem:no-such-key" && body.title == "No such key")
        #expect(body.status == 404 && body.detail == "The key `a` has no value here.")
        #expect(body.requestID == "id-1" && body.cause == nil)
    }

    @Test func `what failed at a bot is said with when to try again`() throws {
        var problem = Problem(502, "x", "X", "d", cause: Problem.Cause(phase: "connect", text: "\"no\""))
        #expect(try body(problem).cause?.nextTry == nil)
        problem.retryAfter = 5
        let cause = try #require(try body(problem).cause)
        #expect(cause.phase == "connect" && cause.detail == "\"no\"" && cause.nextTry == 5)
    }

    @Test func `texts from outside come back unchanged`() throws {
        let controls = String(String.UnicodeScalarView((0...0x9f as ClosedRange<UInt8>).map { Unicode.Scalar($0) }))
        for text in [controls, "\"\\/", "é\u{2028}\u{1F600}", "", "\u{feff}"] {
            #expect(Array(try body(Problem(400, "x", text, text)).detail.utf8) == Array(text.utf8))
        }
    }

    @Test func `what is no UTF-8 becomes a replacement character`() {
        var json: [UInt8] = []
        json.append(json: [0x61, 0xff, 0xc3, 0x62] as [UInt8])
        #expect(json.text == "\"a\u{fffd}\u{fffd}b\"")
    }

    @Test func `any bytes make a JSON string`() {
        var numbers = RepeatableNumbers(seed: 1)
        for _ in 0..<2000 {
            var json: [UInt8] = []
            json.append(json: numbers.bytes(Int.random(in: 0...20, using: &numbers)))
            #expect(JSONSyntax.isValid(json), "\(json)")
        }
    }

    @Test(arguments: MessageFault.allCases) func `each fault of a message is a problem with its status`(
        fault: MessageFault
    ) throws {
        let problem = Problem(fault)
        #expect(problem.status == fault.status && problem.side == .client)
        #expect(try body(problem).detail == fault.detail)
        #expect(!problem.title.isEmpty)
    }
}
