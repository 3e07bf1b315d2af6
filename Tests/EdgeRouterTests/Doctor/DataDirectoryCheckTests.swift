// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import Testing

@testable import EdgeRouter

@Suite struct DataDirectoryCheckTests {
    private static let plenty = DiskFacts(availableBytes: 1 << 40, availableFiles: nil)

    private func check(
        _ place: DataDirectoryCheck.Place, disk: Result<DiskFacts, SystemError>? = .success(plenty),
        holder: Int32? = nil, storeBytes: Int = 0, path: String = "./data"
    ) -> [Finding] {
        DataDirectoryCheck(
            path: path, user: 1000, userName: "ann", ownerName: "bob", place: place, disk: disk, holder: holder,
            storeBytes: storeBytes
        ).findings
    }

    private func present(
        _ kind: FileStatus.Kind = .directory, owner: UInt32 = 1000, permissions: UInt32 = 0o700,
        mayWrite: Bool = true, closed: [String] = []
    ) -> DataDirectoryCheck.Place {
        .present(
            FileStatus(kind: kind, owner: owner, group: 1, permissions: permissions), mayWrite: mayWrite,
            closed: closed)
    }

    @Test func `a directory of one's own on a disk with room is fine`() {
        #expect(
            check(present()) == [
                .fine(.data, "./data belongs to bob, who may write it"), .fine(.data, "1.0 TiB are free"),
            ])
    }

    @Test func `one that is not there is made, if that can be`() {
        #expect(
            check(.absent(parent: ".", mayWrite: true)).first
                == .fine(.data, "./data is not there yet and will be made in ."))
        #expect(
            check(.absent(parent: "/var", mayWrite: false), path: "/var/my data").first
                == .wrong(
                    .data, "/var/my data is not there, and ann may not make it in /var",
                    mend: "sudo mkdir -p -m 700 '/var/my data' && sudo chown -R ann '/var/my data'"))
    }

    @Test func `what is no directory, or cannot be looked at, is wrong`() {
        let elsewhere = "give another one with --data"
        #expect(check(present(.regular)).first == .wrong(.data, "./data is no directory", mend: elsewhere))
        #expect(
            check(.unknown("stat: Permission denied"), disk: nil)
                == [.wrong(.data, "./data cannot be looked at: stat: Permission denied", mend: elsewhere)])
    }

    @Test func `who may not write it, or a file of the store, is told how to`() {
        #expect(
            check(present(owner: 0, mayWrite: false)).first
                == .wrong(.data, "./data belongs to bob, and ann may not write it", mend: "sudo chown -R ann ./data"))
        #expect(
            check(present(closed: ["kv.sqlite3", "lock"])).first
                == .wrong(
                    .data, "./data: ann may not write kv.sqlite3, lock in it", mend: "sudo chown -R ann ./data"))
        #expect(
            check(present(owner: 0)).first
                == .reduced(
                    .data, "./data belongs to bob, and this is ann", mend: "run as bob, or sudo chown -R ann ./data"))
    }

    @Test func `others may neither write nor read it`() {
        let chmod = "chmod 700 ./data"
        #expect(
            check(present(permissions: 0o1777))[1]
                == .wrong(.data, "./data may be written by every user of this machine", mend: chmod))
        #expect(
            check(present(permissions: 0o755))[1]
                == .reduced(.data, "./data may be read by every user of this machine", mend: chmod))
        #expect(check(present(permissions: 0o770)).allSatisfy { $0.status == .fine })
    }

    @Test func `whose it is meanwhile is said`() {
        #expect(check(present(), holder: 42)[1] == .fine(.data, "./data is in use by edge-router, pid 42"))
        #expect(check(present(), holder: -1)[1] == .fine(.data, "./data is in use by edge-router"))
    }

    private func disk(_ bytes: Int, files: Int? = nil, _ isReadOnly: Bool = false, _ kind: DiskFacts.Kind = .local)
        -> Result<DiskFacts, SystemError>
    {
        .success(DiskFacts(availableBytes: bytes, availableFiles: files, isReadOnly: isReadOnly, kind: kind))
    }

    @Test func `room for the log is needed, room for a copy is better`() {
        let needed = DataDirectoryCheck.neededBytes
        #expect(needed == 61 << 20)
        let look = "df -h ./data, and make room there"
        #expect(
            check(present(), disk: disk(needed - 1))[1]
                == .wrong(.data, "60.9 MiB are free, and the store may need 61.0 MiB at once", mend: look))
        #expect(
            check(present(), disk: disk(needed + 99), storeBytes: 100)[1]
                == .reduced(.data, "61.0 MiB are free, too little for a copy of the store's 100 bytes", mend: look))
        #expect(check(present(), disk: disk(needed + 100), storeBytes: 100)[1].status == .fine)
        let above = check(.absent(parent: "/a b", mayWrite: true), disk: disk(0))[1]
        #expect(above.remedy == "df -h '/a b', and make room there")
    }

    @Test func `room for files is needed, too`() {
        #expect(
            check(present(), disk: disk(1 << 40, files: 63))[2]
                == .wrong(
                    .data, "the disk has room for 63 more files only", mend: "df -i ./data, and remove files there"))
        #expect(check(present(), disk: disk(1 << 40, files: 64)).count == 2)
    }

    @Test func `a disk that is not for databases is said to be`() {
        #expect(
            check(present(mayWrite: false), disk: disk(1 << 40, files: nil, true)) == [
                .wrong(.data, "./data belongs to bob, and ann may not write it"),
                .fine(.data, "1.0 TiB are free"),
                .wrong(.data, "the disk of ./data is mounted to be read only", mend: "give another one with --data"),
            ])
        #expect(
            check(present(), disk: disk(1 << 40, files: nil, false, .network("NFS"))).last
                == .reduced(
                    .data, "./data is on a network file system (NFS), where the database may be damaged",
                    mend: "give a directory on a disk of this machine with --data"))
        #expect(
            check(present(), disk: disk(1 << 40, files: nil, false, .memory)).last?.text
                == "./data is in memory, and gone with the next start of the machine")
        #expect(
            check(present(), disk: .failure(SystemError("statvfs", code: 5))).last
                == .wrong(.data, "the disk of ./data cannot be looked at: statvfs: Input/output error"))
    }

    @Test func `looking changes nothing and finds what is there`() throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: base) }
        let absent = DataDirectoryCheck.look(base + "/a/b")
        guard case .absent(let parent, mayWrite: true) = absent.place else { throw TestProblem("\(absent.place)") }
        #expect(base.hasPrefix(parent) && !FileSystem.exists(base))
        do {
            let held = try DataDirectory(base, for: .server)
            let check = DataDirectoryCheck.look(base)
            guard case .present(let status, mayWrite: true, closed: []) = check.place else {
                throw TestProblem("\(check.place)")
            }
            #expect(status.owner == UserFacts.id && status.permissions == 0o700)
            #expect(check.holder == ProcessFacts.pid)
            withExtendedLifetime(held) {}
        }
        #expect(DataDirectoryCheck.look(base).holder == nil)
        #expect(try FileSystem.names(in: base) == ["lock"])
    }

    private struct TestProblem: Error {
        init(_ text: String) { self.text = text }
        let text: String
    }
}
