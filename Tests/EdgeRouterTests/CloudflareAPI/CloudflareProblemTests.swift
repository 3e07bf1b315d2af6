// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct CloudflareProblemTests {
    @Test func `failures have Cloudflare's numbers and statuses`() {
        let expected: [(Problem, status: Int, code: Int)] = [
            (.noKey, 404, 10009), (.noNamespace("get"), 404, 10013), (.malformedID("x"), 400, 10011),
            (.titleTaken, 400, 10014), (.titleMissing, 400, 10019), (.malformedBody("x"), 400, 10012),
            (.limit("x"), 400, 10028), (.expiry("x"), 400, 10034), (.noValuePart, 400, 10047),
            (.invalid("x"), 400, 10021),
            (.noSuchRoute("/x"), 404, 7003), (.valueTooLarge("put"), 413, 10021),
            (.metadataTooLarge("put"), 413, 10021),
            (.key(.tooLong, "put"), 414, 10021), (.key(.empty, "put"), 400, 10021), (.key(.dots, "put"), 400, 10021),
            (.key(.notUTF8, "put"), 400, 10021), (.readOnlyKey("chat/", "put"), 403, 10001),
        ]
        for (problem, status, code) in expected {
            #expect(problem.status == status && problem.cloudflareCode == code && !problem.detail.isEmpty)
        }
    }

    @Test func `a title that is taken is no conflict, which the SDKs would try again`() {
        #expect(Problem.titleTaken.status == 400)
    }

    @Test func `an id that is none is told with its length, or that its form is wrong`() {
        #expect(Problem.malformedID("abc").detail.hasSuffix("'uuid: incorrect UUID length: 3'"))
        let wrong = Problem.malformedID(String(repeating: "z", count: 32))
        #expect(wrong.detail.hasSuffix("'uuid: incorrect UUID format'"))
    }
}
