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
            (PoolRefusal(.unknownBot, "none"), 404, "no-bot", nil),
            (PoolRefusal(.noEngine, "start it", retryAfter: 60), 503, "no-engine", 60),
            (PoolRefusal(.failed, "no address", retryAfter: 5), 503, "bot-unavailable", 5),
            (PoolRefusal(.notReady, "30 s are over"), 504, "bot-not-ready", nil),
            (PoolRefusal(.tooManyStarts, "2 a minute", retryAfter: 9), 429, "too-many-starts", 9),
        ]
        for (refusal, status, code, retryAfter) in refusals {
            let problem = Problem.noEndpoint("A", refusal, now: .now)
            #expect(problem.status == status && problem.code == code && problem.retryAfter == retryAfter)
        }
    }

    @Test func `what is known of a program that failed is told`() {
        var cause = PoolRefusal.Cause(phase: "start", text: "it ended")
        cause.exitCode = 3
        cause.nextTry = Instant(nanoseconds: 5_000_000_001)
        let refusal = PoolRefusal(.crashLooping, "It ended 4 times.", cause: cause)
        let told = Problem.noEndpoint("A", refusal, now: Instant(nanoseconds: 1)).cause
        #expect(told?.exitCode == 3 && told?.isOutOfMemory == false && told?.nextTry == 6)
    }
}
