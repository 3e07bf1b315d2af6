// SPDX-License-Identifier: Apache-2.0

/// Every source file has a test file of its own, so that one knows where to look and what has none.
enum MirrorRules {
    /// Source files without a mirror, each with the reason. An entry that is no longer needed is a violation too.
    static let exceptions: [String: String] = [:]

    static func check(_ paths: [String], exceptions: [String: String] = MirrorRules.exceptions) -> [Violation] {
        let tests = Set(paths.filter { $0.hasPrefix("Tests/") }.compactMap(Name.init))
        let unmirrored = paths.filter { path in
            guard path.hasPrefix("Sources/"), path.hasSuffix(".swift"), !path.contains("/Generated/"),
                let name = Name(path)
            else { return false }
            return !name.mirrors.contains(where: tests.contains)
        }
        let missing = unmirrored.filter { exceptions[$0] == nil }.map {
            Violation(
                path: $0, line: 0, message: "no test file mirrors it, and MirrorRules.exceptions does not say why")
        }
        let stale = exceptions.keys.filter { !unmirrored.contains($0) }.sorted().map {
            Violation(path: $0, line: 0, message: "in MirrorRules.exceptions without need")
        }
        let unreasoned = exceptions.filter { $0.value.isEmpty }.keys.sorted().map {
            Violation(path: $0, line: 0, message: "in MirrorRules.exceptions without a reason")
        }
        return missing + stale + unreasoned
    }

    private struct Name: Hashable {
        let target: String
        let file: String

        init(target: String, file: String) {
            self.target = target
            self.file = file
        }

        init?(_ path: String) {
            let parts = path.split(separator: "/")
            guard parts.count > 2, let last = parts.last, last.hasSuffix(".swift") else { return nil }
            self.init(target: String(parts[1]), file: String(last.dropLast(".swift".count)))
        }

        /// `Router+Match.swift` is mirrored by a file of its own or by that of `Router.swift`. Where it stands below
        /// the test target is free.
        var mirrors: [Name] {
            let whole = file.prefix { $0 != "+" }
            return [
                Name(target: target + "Tests", file: file + "Tests"),
                Name(target: target + "Tests", file: whole + "Tests"),
            ]
        }
    }
}
