// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct FindingTests {
    @Test func `what the program says of a mistake is told apart from what mends it`() {
        let finding = Finding(.ports, .wrong, message: "--listen: `x` is no address; write it as 127.0.0.1:1; or so")
        #expect(finding == .wrong(.ports, "--listen: `x` is no address", mend: "write it as 127.0.0.1:1; or so"))
    }

    @Test(arguments: ["no advice", "a;b", "at the end;", ""])
    func `without advice there is none`(message: String) {
        #expect(Finding(.data, .reduced, message: message) == .reduced(.data, message))
    }
}
