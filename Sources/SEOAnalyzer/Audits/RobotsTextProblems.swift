// SPDX-License-Identifier: Apache-2.0

/// What is wrong with the lines of a robots.txt, by the rules of Lighthouse's `robots-txt` (13.5).
struct RobotsTextProblems {
    struct Problem: Equatable {
        /// Counted from 1.
        var line: Int
        var text: [UInt8]
        var message: String
    }

    private(set) var count = 0
    private(set) var listed: [Problem] = []
    private var isInGroup = false

    init(_ bytes: [UInt8]) {
        var number = 0
        RobotsLines.forEach(bytes.span.extracting(first: RobotsText.maximumBytes)) { line in
            number += 1
            if let message = check(line) { add(number, line, message) }
        }
    }

    private mutating func add(_ number: Int, _ line: Span<UInt8>, _ message: String) {
        count += 1
        guard listed.count < AnalysisLimits.listedCulprits else { return }
        var text: [UInt8] = []
        text.append(line.extracting(first: AnalysisLimits.snippetBytes))
        listed.append(Problem(line: number, text: text, message: message))
    }

    private static let known: Set<String> = [
        "user-agent", "disallow", "allow", "sitemap", "crawl-delay", "clean-param", "host", "request-rate",
        "visit-time", "noindex", "content-signal",
    ]

    private mutating func check(_ line: Span<UInt8>) -> String? {
        let end = line.indices.first { line[$0] == ASCII.hash } ?? line.count
        let content = line.trimmed(0..<end)
        if content.isEmpty { return nil }
        guard content.contains(where: { line[$0] == ASCII.colon }), let (name, value) = RobotsText.directive(line)
        else {
            return "Syntax not understood"
        }
        let directive = String(decoding: name, as: UTF8.self)
        guard RobotsTextProblems.known.contains(directive) else { return "Unknown directive" }
        switch directive {
        case "sitemap":
            return RobotsTextProblems.sitemap(value)
        case "user-agent":
            if value.isEmpty { return "No user-agent specified" }
            isInGroup = true
        case "allow", "disallow":
            if let first = value.first, first != ASCII.slash, first != 0x2A {
                return "Pattern should either be empty, start with \"/\" or \"*\""
            }
            if let dollar = value.firstIndex(of: 0x24), dollar != value.count - 1 {
                return "\"$\" should only be used at the end of the pattern"
            }
            if !isInGroup { return "No user-agent specified" }
        default:
            break
        }
        return nil
    }

    private static func sitemap(_ value: [UInt8]) -> String? {
        guard let url = WebURL(value.span) else { return "Invalid sitemap URL" }
        return url.isWeb || url.scheme == Array("ftp".utf8) ? nil : "Invalid sitemap URL protocol"
    }
}
