// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import KVStore
internal import Outbound

/// The libraries that are the system's: SQLite, and libcurl, which is opened with the first outgoing call.
struct LibraryCheck: Sendable {
    /// SQLite's version: 3 040 001 is 3.40.1.
    var sqlite: Int
    var isSQLiteThreadSafe: Bool
    /// libcurl, or why it is not to be had.
    var curl: Result<OutboundLibrary, OutboundError>
    /// Whether the certificates are there that libcurl goes by.
    var hasCertificates: Bool
    /// Whether libcmark-gfm is there, which renders articles.
    var hasMarkdown = true

    /// Looks at them. Opens libcurl.
    static func look() -> LibraryCheck {
        let curl = Result { () throws(OutboundError) in try OutboundLibrary.open() }
        let places = (try? curl.get()).map { [$0.certificateFile, $0.certificateDirectory].compactMap { $0 } } ?? []
        return LibraryCheck(
            sqlite: KVStore.library, isSQLiteThreadSafe: KVStore.isLibraryThreadSafe, curl: curl,
            hasCertificates: places.contains(where: FileSystem.exists), hasMarkdown: MarkdownRenderer.isAvailable)
    }

    /// What to say.
    var findings: [Finding] {
        switch curl {
        case .success(let library): return [sqliteFinding] + findings(library) + markdownFindings
        case .failure(let error):
            let text = "\(error.description.hasSuffix(".") ? String(error.description.dropLast()) : error.description)"
            return [sqliteFinding, .wrong(.libraries, text, mend: Self.install("libcurl4"))] + markdownFindings
        }
    }

    private var markdownFindings: [Finding] {
        guard !hasMarkdown else { return [] }
        return [
            .reduced(
                .libraries, "libcmark-gfm is not installed: articles have no HTML",
                mend: Self.install("libcmark-gfm-extensions0.29.0.gfm.6"))
        ]
    }

    private var sqliteFinding: Finding {
        let version = Self.version(sqlite)
        guard sqlite >= KVStore.oldestLibrary else {
            let oldest = Self.version(KVStore.oldestLibrary)
            return .wrong(
                .libraries, "libsqlite3 is \(version), and \(oldest) is the oldest that will do",
                mend: Self.install("libsqlite3-0"))
        }
        guard isSQLiteThreadSafe else {
            return .wrong(
                .libraries, "libsqlite3 \(version) is built for one thread only", mend: Self.install("libsqlite3-0"))
        }
        return .fine(.libraries, "libsqlite3 \(version)")
    }

    private func findings(_ library: OutboundLibrary) -> [Finding] {
        let name = "libcurl \(library.version)"
        guard let tls = library.tls else {
            return [
                .wrong(.libraries, "\(name) is built without TLS: no https", mend: Self.install("libcurl4"))
            ]
        }
        var findings: [Finding] = []
        let lacks = (library.hasHTTP2 ? [] : ["HTTP/2"]) + (library.hasUnixSockets ? [] : ["Unix sockets"])
        if lacks.isEmpty {
            findings.append(.fine(.libraries, "\(name) with \(tls), HTTP/2 and Unix sockets"))
        } else {
            findings.append(
                .reduced(
                    .libraries, "\(name) is built without \(lacks.joined(separator: " and "))",
                    mend: Self.install("libcurl4")))
        }
        if !hasCertificates {
            let place = library.certificateFile ?? library.certificateDirectory
            findings.append(
                .wrong(
                    .libraries,
                    "no certificates to know https servers by" + (place.map { ": \($0) is not there" } ?? ""),
                    mend: Self.install("ca-certificates")))
        } else {
            findings.append(.fine(.libraries, "certificates of https servers are known"))
        }
        return findings
    }

    static func install(_ package: String) -> String { "sudo apt-get install \(package)" }

    private static func version(_ number: Int) -> String {
        "\(number / 1_000_000).\(number / 1000 % 1000).\(number % 1000)"
    }
}
