// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The files of this package, found from where this file stands.
struct SourceTree: Sendable {
    static let package = SourceTree(root: String(#filePath.dropLast("/Tests/StyleTests/SourceTree.swift".count)))

    let files: [SourceText]

    var manifest: SourceText? { files.first { $0.path == "Package.swift" } }

    private static let folders = ["Sources", "Tests", "bench", "fuzz", "scripts"]
    private static let endings = [".swift", ".c", ".h", ".py", ".sh"]

    init(root: String) {
        let listed = SourceTree.folders.flatMap { folder in
            // A folder that does not exist yet has no files; the tests check that those that must exist have some.
            ((try? FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder)) ?? []).map {
                folder + "/" + $0
            }
        }
        let sources = listed.filter { path in
            SourceTree.endings.contains(where: path.hasSuffix) && !path.contains("/.")
        }
        files = (["Package.swift"] + sources).sorted().compactMap { path in
            FileManager.default.contents(atPath: root + "/" + path)
                .map { SourceText(path, String(decoding: $0, as: UTF8.self)) }
        }
    }
}
