// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct LastLinesTests {
    @Test func `the last are kept, streams apart, unfinished ones too`() {
        var lines = LastLines(count: 3, lineBytes: 5)
        lines.take("1\n2\nun".utf8)
        lines.take("error that is long\n".utf8, isError: true)
        lines.take("finished".utf8)
        #expect(lines.finished() == ["2", "error", "unfin"])
    }
}
