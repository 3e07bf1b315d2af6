// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Layout rules catch what is planted")
struct LayoutRulesTests {
    private let licence = "// SPDX-License-Identifier: Apache-2.0\n"

    @Test("a file of 501 lines is too long, one of 500 is not, a generated one may be")
    func fileLength() {
        let lines = String(repeating: "let a = 1\n", count: 500)
        #expect(LayoutRules.fileLength(SourceText("Sources/A/A.swift", lines)).isEmpty)
        #expect(LayoutRules.fileLength(SourceText("Sources/A/A.swift", lines + "let b = 1\n")).count == 1)
        #expect(LayoutRules.fileLength(SourceText("Sources/A/Generated/A.swift", lines + "let b = 1\n")).isEmpty)
    }

    @Test("a line of 121 columns is too long, one of 120 is not, columns are characters")
    func lineLength() {
        let text = String(repeating: "é", count: 120) + "\n" + String(repeating: "e", count: 121)
        #expect(LayoutRules.lineLength(SourceText("Sources/A/A.swift", text)).map(\.line) == [2])
    }

    @Test(
        "a file without its licence on the first line is found",
        arguments: [
            ("Sources/A/A.swift", "let a = 1\n", false),
            ("Sources/A/A.swift", "\n// SPDX-License-Identifier: Apache-2.0\n", false),
            ("Sources/A/A.swift", "// SPDX-License-Identifier: MIT\n", false),
            ("Sources/A/A.swift", "", false),
            ("Sources/A/A.swift", "// SPDX-License-Identifier: Apache-2.0\nlet a = 1\n", true),
            ("Package.swift", "// swift-tools-version: 6.2\n// SPDX-License-Identifier: Apache-2.0\n", true),
            ("bench/a.py", "#!/usr/bin/env python3\n# SPDX-License-Identifier: Apache-2.0\n", true),
            ("bench/a.py", "#!/usr/bin/env python3\nimport os\n", false),
        ])
    func licence(path: String, text: String, holds: Bool) {
        #expect(LayoutRules.licence(SourceText(path, text)).isEmpty == holds)
    }

    @Test("a leftover marker is found in a comment and in a string, but not inside a word")
    func leftovers() {
        let marker = "TO" + "DO"
        let text = "// \(marker): later\nlet a = \"\(marker)\"\nlet b\(marker)s = 1\n"
        #expect(LayoutRules.leftovers(SourceText("Sources/A/A.swift", text)).map(\.line) == [1, 2])
    }

    @Test("no rule is missing from the list")
    func listed() {
        let text = String(repeating: String(repeating: "a", count: 130) + "// FIX" + "ME\n", count: 501)
        let found = FileRule.all.filter { !$0.check(SourceText("Sources/A/A.swift", text)).isEmpty }
        #expect(found.map(\.name) == LayoutRules.all.map(\.name))
    }
}
