// SPDX-License-Identifier: Apache-2.0

/// JSON that the operator sends: an object, read by the rules of the configuration file.
enum AdminBody {
    /// The members of the object; none where the body is empty.
    static func members(_ body: [UInt8]) throws(Problem) -> [String: ConfigurationValue] {
        guard !body.isEmpty else { return [:] }
        do throws(ConfigurationSource.SyntaxError) {
            let source = try ConfigurationSource(body, isTOML: false)
            if let twice = source.duplicates.first { throw .init(position: nil, message: "has '\(twice)' twice") }
            return source.root
        } catch {
            let place = error.position.map { " (line \($0.line), column \($0.column))" } ?? ""
            throw Problem(400, "invalid-json", "Not JSON", "The body \(error.message)\(place).")
        }
    }

    /// A table of the members, and what is found wrong with it.
    static func reader(_ members: [String: ConfigurationValue]) -> TableReader {
        TableReader(members, at: ConfigurationKeyPath(), problems: ConfigurationProblems())
    }

    /// Refuses members that are wrong, all of them in one answer.
    static func check(_ problems: [String]) throws(Problem) {
        guard !problems.isEmpty else { return }
        throw Problem(400, "invalid-record", "Not a valid record", problems.joined(separator: " · "))
    }
}

extension TableReader {
    /// What has been found wrong so far, one line each, unknown members included.
    func finish() -> [String] {
        rejectUnknownKeys()
        return problems.entries.map { entry in
            let advice = entry.rejection.advice.map { "; \($0)" } ?? ""
            return "\(entry.path): \(entry.rejection.message)\(advice)"
        }
    }
}
