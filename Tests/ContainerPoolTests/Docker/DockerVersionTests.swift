// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct DockerVersionTests {
    @Test(
        arguments: [
            ("1.41", "1.12", "1.41"), ("1.44", nil, "1.44"), ("1.52", "1.44", "1.52"), ("1.60", "1.44", "1.52"),
            ("2.0", "1.44", "1.52"),
        ] as [(String, String?, String)])
    func `the newest that both know is spoken`(newest: String, oldest: String?, spoken: String) throws {
        #expect(try DockerVersion.common(engineNewest: newest, engineOldest: oldest).description == spoken)
    }

    @Test(arguments: [("1.40", nil), ("1.9", "1.0"), ("", nil), ("x.y", nil), ("1.60", "1.53")] as [(String, String?)])
    func `an engine too old or too new is refused with what mends it`(newest: String, oldest: String?) {
        #expect(throws: EngineFailure.self) {
            try DockerVersion.common(engineNewest: newest, engineOldest: oldest)
        }
    }
}
