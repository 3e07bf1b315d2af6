// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// The data directory as such: whose it is, who may write it, what its disk has left, and who uses it.
struct DataDirectoryCheck: Sendable {
    /// What is at the directory's path.
    enum Place: Equatable, Sendable {
        /// This, which this user may write or not; in it files of the store that this user may not write.
        case present(FileStatus, mayWrite: Bool, closed: [String])
        /// Nothing. The nearest directory above it, in which it may be made or not.
        case absent(parent: String, mayWrite: Bool)
        /// It cannot be looked at, because of this.
        case unknown(String)
    }

    /// As it was given.
    var path: String
    /// Who would use it.
    var user: UInt32
    /// The names of that user and of the directory's owner.
    var userName = ""
    var ownerName = ""
    var place: Place
    /// Its disk, or why that is not known; nil where the place is not known.
    var disk: Result<DiskFacts, SystemError>?
    /// Who has it: a pid, -1 for one that cannot be learnt.
    var holder: Int32?
    /// The database now, bytes.
    var storeBytes = 0

    /// What the store may need before anything is given back: the log at its usual longest, twice, because it grows
    /// while it is emptied; what is kept for deletes; a largest value that is on its way. Bytes.
    static var neededBytes: Int {
        let options = KVOptions()
        return 2 * options.checkpointPages * 4096 + options.reserveBytes + KVLimits.valueBytes
    }
    /// The files that every store has, and some for values and copies on their way.
    static let neededFiles = 64
    /// What any store's files begin with, the lock's too: a server has to write all of them.
    private static let ownNames = ["kv.sqlite3", "lock", "reserve", "values", "spool"]

    /// Looks at it, and changes nothing.
    static func look(_ path: String) -> DataDirectoryCheck {
        var check = DataDirectoryCheck(path: path, user: UserFacts.id, place: .unknown(""))
        check.userName = name(check.user)
        do {
            let status = try FileSystem.status(path)
            check.ownerName = name(status.owner)
            let names = ((try? FileSystem.names(in: path)) ?? []).sorted()
            let closed = names.filter { name in
                ownNames.contains(where: name.hasPrefix) && !FileSystem.mayWrite(path + "/" + name)
            }
            check.place = .present(status, mayWrite: FileSystem.mayWrite(path), closed: closed)
            check.disk = Result { () throws(SystemError) in try FileSystem.disk(path) }
            check.holder = holder(path)
            check.storeBytes = (try? FileSystem.status(path + "/" + KVStore.fileName).length) ?? 0
        } catch  where error.isNotFound {
            let parent = nearest(above: path)
            check.place = .absent(parent: parent, mayWrite: FileSystem.mayWrite(parent))
            check.disk = Result { () throws(SystemError) in try FileSystem.disk(parent) }
        } catch {
            check.place = .unknown("\(error)")
        }
        return check
    }

    /// Who has the lock of a data directory, if anyone.
    static func holder(_ directory: String) -> Int32? {
        ((try? FileLock.holder(path: DataDirectory.lockPath(directory))) ?? nil)?.pid
    }

    private static func name(_ user: UInt32) -> String { UserFacts.name(ofUser: user) ?? "user \(user)" }

    private static func nearest(above path: String) -> String {
        var parts = path.split(separator: "/")
        let root = path.hasPrefix("/") ? "/" : ""
        while !parts.isEmpty {
            parts.removeLast()
            let parent = root + parts.joined(separator: "/")
            if !parent.isEmpty, FileSystem.exists(parent) { return parent }
        }
        return root.isEmpty ? "." : root
    }
}

// MARK: - What to say

extension DataDirectoryCheck {
    /// What to say.
    var findings: [Finding] { placeFindings + diskFindings }

    private var word: String { ShellWord.quoted(path) }

    private var chown: String { "sudo chown -R \(ShellWord.quoted(userName)) \(word)" }

    private var placeFindings: [Finding] {
        switch place {
        case .unknown(let reason):
            return [.wrong(.data, "\(path) cannot be looked at: \(reason)", mend: "give another one with --data")]
        case .absent(let parent, mayWrite: true):
            return [.fine(.data, "\(path) is not there yet and will be made in \(parent)")]
        case .absent(let parent, mayWrite: false):
            let commands = "sudo mkdir -p -m 700 \(word) && \(chown)"
            return [.wrong(.data, "\(path) is not there, and \(userName) may not make it in \(parent)", mend: commands)]
        case .present(let status, let mayWrite, let closed):
            guard status.kind == .directory else {
                return [.wrong(.data, "\(path) is no directory", mend: "give another one with --data")]
            }
            return [access(status, mayWrite, closed)] + rights(status) + usage
        }
    }

    private func access(_ status: FileStatus, _ mayWrite: Bool, _ closed: [String]) -> Finding {
        guard mayWrite else {
            let text = "\(path) belongs to \(ownerName), and \(userName) may not write it"
            return .wrong(.data, text, mend: disk.isReadOnly ? nil : chown)
        }
        guard closed.isEmpty else {
            let text = "\(path): \(userName) may not write \(closed.joined(separator: ", ")) in it"
            return .wrong(.data, text, mend: disk.isReadOnly ? nil : chown)
        }
        guard status.owner == user else {
            // What the one makes here, the other may not be able to write.
            let text = "\(path) belongs to \(ownerName), and this is \(userName)"
            return .reduced(.data, text, mend: "run as \(ownerName), or \(chown)")
        }
        return .fine(.data, "\(path) belongs to \(ownerName), who may write it")
    }

    private func rights(_ status: FileStatus) -> [Finding] {
        if status.permissions & 0o002 != 0 {
            return [.wrong(.data, "\(path) may be written by every user of this machine", mend: "chmod 700 \(word)")]
        }
        if status.permissions & 0o005 != 0 {
            return [.reduced(.data, "\(path) may be read by every user of this machine", mend: "chmod 700 \(word)")]
        }
        return []
    }

    private var usage: [Finding] {
        guard let holder else { return [] }
        return [.fine(.data, "\(path) is in use by edge-router" + (holder > 0 ? ", pid \(holder)" : ""))]
    }

    private var diskFindings: [Finding] {
        guard let disk else { return [] }
        let facts: DiskFacts
        switch disk {
        case .failure(let error): return [.wrong(.data, "the disk of \(path) cannot be looked at: \(error)")]
        case .success(let found): facts = found
        }
        return [space(facts)] + files(facts) + kind(facts)
    }

    private func space(_ facts: DiskFacts) -> Finding {
        let (free, needed) = (ByteCount.text(facts.availableBytes), ByteCount.text(Self.neededBytes))
        let look = "df -h \(ShellWord.quoted(existing)), and make room there"
        guard facts.availableBytes >= Self.neededBytes else {
            return .wrong(.data, "\(free) are free, and the store may need \(needed) at once", mend: look)
        }
        guard facts.availableBytes >= Self.neededBytes + storeBytes else {
            return .reduced(
                .data, "\(free) are free, too little for a copy of the store's \(ByteCount.text(storeBytes))",
                mend: look)
        }
        return .fine(.data, "\(free) are free")
    }

    private func files(_ facts: DiskFacts) -> [Finding] {
        guard let files = facts.availableFiles, files < Self.neededFiles else { return [] }
        let look = "df -i \(ShellWord.quoted(existing)), and remove files there"
        return [.wrong(.data, "the disk has room for \(files) more files only", mend: look)]
    }

    private func kind(_ facts: DiskFacts) -> [Finding] {
        if facts.isReadOnly {
            return [
                .wrong(.data, "the disk of \(path) is mounted to be read only", mend: "give another one with --data")
            ]
        }
        switch facts.kind {
        case .local: return []
        case .network(let name):
            let text = "\(path) is on a network file system (\(name)), where the database may be damaged"
            return [.reduced(.data, text, mend: "give a directory on a disk of this machine with --data")]
        case .memory:
            let text = "\(path) is in memory, and gone with the next start of the machine"
            return [.reduced(.data, text, mend: "give a directory on a disk with --data")]
        }
    }

    /// The directory itself, or what is above it.
    private var existing: String {
        if case .absent(let parent, _) = place { parent } else { path }
    }
}

extension Result<DiskFacts, SystemError>? {
    /// Whether it is known to be mounted to be read alone: then nobody's rights matter.
    fileprivate var isReadOnly: Bool {
        if case .success(let facts) = self { facts.isReadOnly } else { false }
    }
}
