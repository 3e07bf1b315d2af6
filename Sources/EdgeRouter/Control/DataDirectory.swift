// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// A data directory that this process has for as long as the object lives, and no other process meanwhile.
final class DataDirectory: Sendable {
    /// Absolute, with links resolved.
    let path: String
    // The kernel frees it with the descriptor.
    private let lock: FileLock

    /// The file whose lock it is to have the directory.
    static func lockPath(_ directory: String) -> String { directory + "/lock" }

    /// What kind of process has it.
    enum User: String {
        /// `edge-router serve`, which has it until it is ended.
        case server
        /// `edge-router kv`, which has it for a moment.
        case command
    }

    /// Why a directory is not had.
    enum Refusal: Error {
        /// Another process has it; -1 where its pid cannot be learnt.
        case held(by: User, pid: Int32)
        /// It cannot be made or locked.
        case failed(String)
    }

    /// Makes it, if it is not there, and locks it.
    init(_ directory: String, for user: User) throws(Refusal) {
        do {
            try FileSystem.makeDirectory(directory)
            path = try FileSystem.canonicalPath(directory)
        } catch {
            throw .failed("the data directory \(directory) cannot be used: \(error)")
        }
        do {
            lock = try FileLock(path: Self.lockPath(path), purpose: user.rawValue)
        } catch {
            switch error {
            case .held(let holder): throw .held(by: User(rawValue: holder.purpose) ?? .server, pid: holder.pid)
            case .failed(let error): throw .failed("the data directory \(path) cannot be locked: \(error)")
            }
        }
    }

    /// How a command names the directory; nothing where it would be found without.
    var dataOption: String {
        let isDefault = (try? FileSystem.canonicalPath(StartSettings.defaultDataDirectory)) == path
        return isDefault ? "" : " --data \(ShellWord.quoted(path))"
    }

    /// The key that signs bots' tokens, made by the first start.
    func botTokenKey() throws(StartFailure) -> BotTokenKey {
        do throws(SystemError) {
            return try BotTokenKey(inDataDirectory: path)
        } catch {
            throw StartFailure(
                "the key of bots' tokens in \(path) can be neither read nor made: \(error)", exitStatus: 1)
        }
    }

    /// Opens the store in it, and the spool beside that; `note` is what is to be told of a store that was replaced.
    func open() throws(StartFailure) -> (store: KVStore, spool: Spool, note: String?) {
        do {
            let (store, note) = try openOrReplace()
            return (store, try Spool(dataDirectory: path), note)
        } catch let error as KVError where error.kind == .readOnly {
            throw StartFailure(
                "the store in \(path) cannot be written: \(error); let this user own and write the directory "
                    + "and all kv.sqlite3 files in it, on a disk that is not mounted read-only", exitStatus: 1)
        } catch let error as KVError {
            throw StartFailure("the store in \(path) cannot be opened: \(error)", exitStatus: 1)
        } catch {
            throw StartFailure("the data directory \(path) cannot be used: \(error)")
        }
    }

    /// A damaged store is moved aside whole and an empty one begun: what needs no store goes on, and nothing is lost
    /// that could be read. Which it is, and what to do, is said at once and by /readyz until the next start.
    private func openOrReplace() throws -> (store: KVStore, note: String?) {
        var options = KVOptions()
        // How long a value may be is the client's limit to say.
        options.maximumValueBytes = KVLimits.fileValueBytes
        options.namespaceIdentity = { $0.identity }
        let damage: KVError
        do throws(KVError) {
            return (try KVStore.open(directory: path, options: options), nil)
        } catch {
            guard error.kind == .damaged else { throw error }
        }
        // Once more: whatever has passed by then was no damage.
        do throws(KVError) {
            return (try KVStore.open(directory: path, options: options), nil)
        } catch {
            guard error.kind == .damaged else { throw error }
            damage = error
        }
        let now = WallClock.now
        let place = try KVStore.moveAside(directory: path, suffix: "damaged-\(now.seconds).\(now.microseconds)")
        let note = "empty: the store was damaged (\(damage.message)) and is now \(place), with its log and values"
        let advice =
            "the store in \(path) is \(note); to have a backup back, end this program, "
            + "run `edge-router kv restore FILE\(dataOption)` and start it again"
        FileSystem.writeAll(Array("edge-router: \(advice)\n".utf8), to: 2)
        return (try KVStore.open(directory: path, options: options), note)
    }
}
