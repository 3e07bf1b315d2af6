// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import Testing

@testable import EdgeRouter
@testable import KVStore

@Suite struct StoreCheckTests {
    private let restore = "edge-router kv restore FILE --data ./data --replace, with FILE the last backup"

    private func findings(_ look: StoreCheck.Look) -> [Finding] {
        StoreCheck(directory: "./data", look: look).findings
    }

    private func survey(
        schema: Int? = 3, looked: Bool = true, damage: String? = nil
    ) -> KVSurvey {
        KVSurvey(schema: schema, newestSchema: 3, bytes: 4096, isLookedThrough: looked, damage: damage)
    }

    @Test func `no store is fine`() {
        #expect(
            findings(.none) == [.fine(.data, "there is no store yet: one is made with the first start")])
    }

    @Test func `a sound store is said to be, as far as it was looked at`() {
        let schema = Finding.fine(.data, "the store has schema 3, the one of this release")
        #expect(findings(.survey(survey())) == [schema, .fine(.data, "the store is sound, 4.0 KiB")])
        #expect(
            findings(.survey(survey(looked: false)))[1]
                == .fine(
                    .data, "the store opens; its 4.0 KiB were not looked through, as edge-router doctor --full does"))
        var all = KVVerification()
        all.entries = 7
        all.values = 2
        #expect(
            findings(.verification(survey(), all))
                == [schema, .fine(.data, "the store is sound: 7 entries, 2 of them in files")])
    }

    @Test func `an older one is brought up, which is worth a copy`() {
        #expect(
            findings(.survey(survey(schema: 1)))[0]
                == .reduced(
                    .data, "the store has schema 1: the next start makes it 3, which older releases cannot read",
                    mend: "cp -a ./data ./data.schema1 keeps the old one"))
    }

    @Test func `damage is wrong, with the way to have a backup back`() {
        #expect(
            findings(.survey(survey(damage: "row 1 missing")))[1]
                == .wrong(.data, "the store is damaged: row 1 missing", mend: restore))
        #expect(
            findings(.survey(survey(schema: nil, damage: "file is not a database")))
                == [.wrong(.data, "the store is damaged: file is not a database", mend: restore)])
        var some = KVVerification()
        some.findings = (0..<12).map { KVFinding(kind: .entry, message: "entry \($0)") }
        let found = findings(.verification(survey(), some))
        #expect(found.count == 1 + StoreCheck.shownFindings + 1)
        #expect(found[1] == .wrong(.data, "the store is damaged: entry 0", mend: restore))
        #expect(found.last == .wrong(.data, "the store has 2 more such damages", mend: "edge-router kv verify"))
    }

    @Test(arguments: [
        (kind: KVError.Kind.newerSchema, text: "the store is a newer release's: why", remedy: "run that release"),
        (.anotherProgram, "kv.sqlite3 in ./data is another program's database", "give another directory"),
        (.damaged, "the store is damaged: why", "edge-router kv restore FILE"),
        (.other, "the store cannot be looked at: open: why (SQLite 1)", "ls -la ./data"),
        (.readOnly, "the store cannot be looked at: open: why (SQLite 1)", "ls -la ./data"),
    ])
    func `what cannot be opened is wrong, and says which way`(kind: KVError.Kind, text: String, remedy: String) {
        let error = KVError(code: 1, operation: "open", message: "why", kind: kind)
        let finding = findings(.failed(error))
        #expect(finding.map(\.text) == [text] && finding[0].status == .wrong)
        #expect(finding[0].remedy?.hasPrefix(remedy) == true)
    }

    @Test func `what may not be seen is not taken for nothing`() {
        let found = findings(.closed(SystemError("opendir ./data", code: 13)))
        #expect(found.map(\.text) == ["the store cannot be looked at: opendir ./data: Permission denied"])
        #expect(found[0].status == .wrong && found[0].remedy?.hasPrefix("ls -la ./data") == true)
        guard case .closed = StoreCheck.look("/dev/null", isFull: false, progress: { _ in }).look else {
            Issue.record("taken for a directory")
            return
        }
    }

    @Test func `looking finds what is there and leaves it so`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(StoreCheck.look(path, isFull: false) { _ in }.findings == findings(.none))
        do {
            let (store, _, _) = try DataDirectory(path, for: .server).open()
            withExtendedLifetime(store) {}
        }
        for isFull in [false, true] {
            let look = StoreCheck.look(path, isFull: isFull) { _ in }
            #expect(look.findings.allSatisfy { $0.status == .fine } && look.findings.count == 2)
        }
        try Data("something else, and longer than that".utf8).write(to: URL(filePath: path + "/kv.sqlite3"))
        let damaged = StoreCheck.look(path, isFull: false) { _ in }
        #expect(damaged.findings.map(\.status) == [.wrong])
        #expect(damaged.findings[0].text.hasPrefix("the store is damaged: "), "\(damaged.findings)")
    }
}
