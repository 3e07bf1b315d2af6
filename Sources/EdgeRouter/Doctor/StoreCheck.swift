// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// The store in the data directory: which schema it has, and whether it is sound.
struct StoreCheck: Sendable {
    /// What looking came to.
    enum Look: Sendable {
        /// There is no database, and nothing that is left of one.
        case none
        /// A quick look.
        case survey(KVSurvey)
        /// A look at everything.
        case verification(KVSurvey, KVVerification)
        /// It could not be looked at, or is no store of ours.
        case failed(KVError)
        /// What is in the directory is not for this user to see.
        case closed(SystemError)
    }

    /// The data directory, as it was given.
    var directory: String
    var look: Look

    /// The longest database that is looked through although nobody asked for it, in bytes: that takes a quarter of a
    /// second from memory, and some seconds from a slow disk.
    static let lookedThroughBytes = 256 * 1024 * 1024

    /// Looks, and changes nothing.
    /// - Parameter isFull: whether at everything, however long that takes.
    static func look(_ directory: String, isFull: Bool, progress: @escaping (KVProgress) -> Void) -> StoreCheck {
        do throws(SystemError) {
            _ = try FileSystem.names(in: directory)
        } catch {
            return StoreCheck(directory: directory, look: error.isNotFound ? .none : .closed(error))
        }
        let quick = isFull ? 0 : lookedThroughBytes
        do throws(KVError) {
            var survey = try KVStore.survey(directory: directory, lookingThroughUpTo: quick)
            guard isFull, let schema = survey.schema, survey.damage == nil else {
                return StoreCheck(directory: directory, look: survey.isNothing ? .none : .survey(survey))
            }
            guard schema == survey.newestSchema else {
                survey = try KVStore.survey(directory: directory, lookingThroughUpTo: .max)
                return StoreCheck(directory: directory, look: .survey(survey))
            }
            let verification = try KVStore.verify(directory: directory, progress: progress)
            return StoreCheck(directory: directory, look: .verification(survey, verification))
        } catch {
            return StoreCheck(directory: directory, look: .failed(error))
        }
    }

    /// What to say.
    var findings: [Finding] {
        switch look {
        case .none: return [.fine(.data, "there is no store yet: one is made with the first start")]
        case .survey(let survey): return schema(survey) + [soundness(survey)]
        case .verification(let survey, let verification): return schema(survey) + soundness(verification)
        case .failed(let error): return [failure(error)]
        case .closed(let error): return [.wrong(.data, "the store cannot be looked at: \(error)", mend: owner)]
        }
    }

    private var restore: String {
        "edge-router kv restore FILE --data \(ShellWord.quoted(directory)) --replace, with FILE the last backup"
    }

    private var owner: String {
        "ls -la \(ShellWord.quoted(directory)): the user who runs edge-router has to own what is in it"
    }

    private func schema(_ survey: KVSurvey) -> [Finding] {
        // What is no database has none.
        guard let found = survey.schema else { return [] }
        let newest = survey.newestSchema
        guard found < newest else { return [.fine(.data, "the store has schema \(found), the one of this release")] }
        let word = ShellWord.quoted(directory)
        let text = "the store has schema \(found): the next start makes it \(newest), which older releases cannot read"
        return [.reduced(.data, text, mend: "cp -a \(word) \(word).schema\(found) keeps the old one")]
    }

    private func soundness(_ survey: KVSurvey) -> Finding {
        let size = ByteCount.text(survey.bytes)
        if let damage = survey.damage { return .wrong(.data, "the store is damaged: \(damage)", mend: restore) }
        guard survey.isLookedThrough else {
            return .fine(
                .data, "the store opens; its \(size) were not looked through, as edge-router doctor --full does")
        }
        return .fine(.data, "the store is sound, \(size)")
    }

    private func soundness(_ verification: KVVerification) -> [Finding] {
        guard !verification.isSound else {
            let text = "the store is sound: \(verification.entries) entries, \(verification.values) of them in files"
            return [.fine(.data, text)]
        }
        let shown = verification.findings.prefix(Self.shownFindings)
        var findings = shown.map { Finding.wrong(.data, "the store is damaged: \($0.message)", mend: restore) }
        let more = verification.findings.count - shown.count
        if more > 0 {
            findings.append(.wrong(.data, "the store has \(more) more such damages", mend: "edge-router kv verify"))
        }
        return findings
    }

    /// Findings of a verification that are listed; `kv verify` lists more.
    static let shownFindings = 10

    private func failure(_ error: KVError) -> Finding {
        switch error.kind {
        case .newerSchema:
            return .wrong(
                .data, "the store is a newer release's: \(error.message)",
                mend: "run that release, or give another directory with --data")
        case .anotherProgram:
            return .wrong(
                .data, "kv.sqlite3 in \(directory) is another program's database",
                mend: "give another directory with --data")
        case .damaged:
            return .wrong(.data, "the store is damaged: \(error.message)", mend: restore)
        case .full, .tooLarge, .readOnly, .valueLost, .other:
            return .wrong(
                .data, "the store cannot be looked at: \(error)",
                mend: owner)
        }
    }
}

extension KVSurvey {
    /// Whether there is no database at all.
    fileprivate var isNothing: Bool { schema == nil && damage == nil }
}
