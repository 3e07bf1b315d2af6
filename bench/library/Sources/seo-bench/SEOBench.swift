// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SEOAnalyzer

/// The analysis as a library, without a server around it.
///
///     seo-bench report FILE…
///     seo-bench measure MILLISECONDS FILE…
///
/// `report` prints the whole report of each file, one JSON object a line. `measure` analyses each file again and again
/// for so long and prints an object for each: bytes and the median time in milliseconds. Files whose names end in
/// `.html` are pages, others plain text.
@main struct SEOBench {
    /// Analyses before time is taken.
    private static let warmUps = 3

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "report" where arguments.count > 1:
            for path in arguments.dropFirst() { print(report(input(path))) }
        case "measure" where arguments.count > 2:
            guard let milliseconds = Int(arguments[1]) else { fallthrough }
            for path in arguments.dropFirst(2) { measure(path, for: .milliseconds(milliseconds)) }
        default:
            print("usage: seo-bench report FILE… | measure MILLISECONDS FILE…")
        }
    }

    private static func input(_ path: String) -> AnalysisInput {
        guard let bytes = FileManager.default.contents(atPath: path) else { fatalError("\(path) cannot be read") }
        let isPage = path.hasSuffix(".html")
        let url = isPage ? "https://www.example.com/page" : nil
        return AnalysisInput(content: isPage ? .html(Array(bytes), charset: nil) : .text(Array(bytes)), url: url)
    }

    private static func report(_ input: AnalysisInput) -> String {
        String(decoding: SEOAnalyzer.analyze(input).json(context: ReportContext()), as: UTF8.self)
    }

    private static func measure(_ path: String, for duration: Duration) {
        let input = input(path)
        for _ in 0..<warmUps { _ = report(input) }
        let clock = ContinuousClock()
        let end = clock.now + duration
        var times: [Duration] = []
        while clock.now < end {
            let start = clock.now
            _ = report(input)
            times.append(clock.now - start)
        }
        times.sort()
        let milliseconds = times[times.count / 2] / .milliseconds(1)
        print("{\"file\": \"\(path)\", \"runs\": \(times.count), \"milliseconds\": \(milliseconds)}")
    }
}
