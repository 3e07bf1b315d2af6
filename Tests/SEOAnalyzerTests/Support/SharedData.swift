// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

/// The test data that lies beside the project and is not part of it.
enum SharedData {
    private static let root: String = {
        // Support, SEOAnalyzerTests, Tests, the package, and the data beside it.
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(4)
        return parts.dropLast().joined(separator: "/") + "/shared/data/"
    }()

    /// The files of a folder with the given ending, sorted by name; nil, and said so, where the folder is missing.
    static func files(_ folder: String, ending: String) -> [(name: String, bytes: [UInt8])]? {
        let path = root + folder
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            print("SKIPPED: no test data at \(path)")
            return nil
        }
        return names.filter { $0.hasSuffix(ending) }.sorted().compactMap { name in
            FileManager.default.contents(atPath: path + "/" + name).map { (name, [UInt8]($0)) }
        }
    }
}
