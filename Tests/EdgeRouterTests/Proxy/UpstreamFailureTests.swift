// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Glibc
import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct UpstreamFailureTests {
    @Test func `each failure has one status, and says which part of the way it was`() {
        let failures: [(UpstreamFailure, Int, String?)] = [
            (.connect(ECONNREFUSED), 502, "connect"), (.connectTimeout, 504, "connect"),
            (.closed(0), 502, "first-byte"),
            (.closed(ECONNRESET), 502, "first-byte"), (.firstByteTimeout(milliseconds: 60_000), 504, "first-byte"),
            (.malformed(.contentLength), 502, "response"), (.unexpected("x"), 502, "response"),
            (.silence, 504, "request"), (.router(SystemError("socket", code: EMFILE)), 503, nil),
        ]
        for (failure, status, phase) in failures {
            let problem = failure.problem("A_BOT")
            #expect(problem.status == status && problem.cause?.phase == phase, "\(failure)")
            #expect(problem.side == (phase == nil ? .router : .upstream))
            #expect(phase == nil || problem.detail.contains("A_BOT"))
        }
    }

    @Test func `who broke what is said in words`() {
        #expect(UpstreamFailure.connect(ECONNREFUSED).problem("A").detail.contains("Connection refused"))
        #expect(UpstreamFailure.closed(0).problem("A").cause?.text == "closed without an answer")
        #expect(UpstreamFailure.malformed(.bareLineFeed).problem("A").cause?.text == MessageFault.bareLineFeed.detail)
    }

    @Test func `only failing to connect means that the address may have moved`() {
        #expect(UpstreamFailure.connect(ECONNREFUSED).isUnreachable && UpstreamFailure.connectTimeout.isUnreachable)
        #expect(!UpstreamFailure.closed(ECONNRESET).isUnreachable && !UpstreamFailure.silence.isUnreachable)
    }

    @Test func `a refusal of the pool has its status too`() {
        let refusals: [(PoolRefusal, Int, String, Int?)] = [
            (.unknownBot, 404, "no-bot", nil), (.noEngine("start it"), 503, "no-engine", 60),
            (.failed("no address"), 503, "bot-unavailable", 5),
        ]
        for (refusal, status, code, retryAfter) in refusals {
            let problem = Problem.noEndpoint("A", refusal)
            #expect(problem.status == status && problem.code == code && problem.retryAfter == retryAfter)
        }
        #expect(Problem.noEndpoint("A", .noEngine("start it")).detail == "start it")
    }
}
