// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter
@testable import KVStore

@Suite struct KVVerificationTextTests {
    @Test func `progress and result are a line of JSON each`() {
        #expect(
            KVVerificationText.line(KVProgress(phase: .entries, done: 1, total: 2)).text
                == #"{"phase":"entries","done":1,"total":2}"# + "\n")
        var result = KVVerification()
        result.entries = 3
        #expect(KVVerificationText.line(result).text == #"{"sound":true,"entries":3,"values":0,"findings":[]}"# + "\n")
        result.findings = [
            KVFinding(kind: .value, message: "a \"b\""), KVFinding(kind: .database, message: "c"),
            KVFinding(kind: .count, message: "d"), KVFinding(kind: .entry, message: "e"),
        ]
        #expect(
            KVVerificationText.line(result).text
                == #"{"sound":false,"entries":3,"values":0,"findings":[{"kind":"value","message":"a \"b\""},"#
                + #"{"kind":"database","message":"c"},{"kind":"count","message":"d"},{"kind":"entry","message":"e"}]}"#
                + "\n")
    }
}
