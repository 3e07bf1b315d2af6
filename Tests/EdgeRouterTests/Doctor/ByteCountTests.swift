// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ByteCountTests {
    @Test(arguments: [
        (bytes: 0, text: "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (64_174_592, "61.2 MiB"),
        (1_073_741_823, "0.9 GiB"), (999 * 1024, "999.0 KiB"), (1000 * 1024, "0.9 MiB"), (5 << 40, "5.0 TiB"),
        (Int.max, "8388608.0 TiB"),
    ])
    func `the unit fits`(bytes: Int, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }
}
