// SPDX-License-Identifier: Apache-2.0

/// Which target may use which: the arrows of ARCHITECTURE.md, and who may touch what is not ours. Source files and the
/// manifest are both held to it.
enum Architecture {
    /// Our targets and the targets of ours each may import. A target that is not here may be imported by nobody.
    static let arrows: [String: Set<String>] = [
        "edge-router": ["EdgeRouter"],
        "EdgeRouter": ["ContainerPool", "KVStore", "SEOAnalyzer", "ArticleGen", "Outbound", "EventLoop", "HTTPCore"],
        "ContainerPool": ["Outbound", "EventLoop"],
        "ArticleGen": ["Outbound", "CMarkdown"],
        "Outbound": ["HTTPCore", "CCurl"],
        "SEOAnalyzer": ["CDomain", "CIconv", "CLanguage", "CStemmer"],
        "KVStore": ["CSQLite"],
        "EventLoop": ["CLinux"],
        "HTTPCore": [],
        "CLinux": [],
        "CSQLite": [],
        "CCurl": [],
        "CDomain": [],
        "CIconv": [],
        "CLanguage": [],
        "CMarkdown": [],
        "CStemmer": [],
        "EndToEndTests": ["EventLoop", "HTTPCore", "TestSupport"],
        "TestSupport": ["Outbound"],
        "StyleTests": [],
    ]

    /// Modules from outside that only some may import: the prefix of a path each importer's files begin with.
    static let restricted: [String: (importers: [String], reason: String)] = [
        "Foundation": ([], "it brings ICU and half of the cold start; use FoundationEssentials where that is allowed"),
        "FoundationNetworking": ([], "it brings libcurl and Foundation into every target; Outbound makes the calls"),
        "FoundationInternationalization": ([], "it brings ICU"),
        "FoundationXML": ([], "it brings Foundation"),
        "FoundationEssentials": (
            [
                "Tests/", "Sources/edge-router/", "Sources/EdgeRouter/", "Sources/ContainerPool/",
                "Sources/ArticleGen/", "Sources/Outbound/", "Sources/SEOAnalyzer/",
            ], "HTTPCore, EventLoop and KVStore are the hot path"
        ),
        "Glibc": (["Sources/EventLoop/", "Sources/KVStore/Values/", "Tests/"], systemCalls),
        "Musl": (["Sources/EventLoop/", "Tests/"], systemCalls),
        "ArgumentParser": (["Sources/edge-router/"], "the command line is the executable's alone"),
        "Crypto": (["Sources/EdgeRouter/"], "hashes belong to who may do what and to ids, which EdgeRouter decides"),
        "TOMLKit": (
            ["Sources/EdgeRouter/Configuration/", "Tests/EdgeRouterTests/Configuration/"],
            "configuration is read in one place"
        ),
        "Synchronization": (
            [
                "Tests/", "Sources/edge-router/", "Sources/EdgeRouter/", "Sources/ContainerPool/",
                "Sources/ArticleGen/", "Sources/Outbound/", "Sources/SEOAnalyzer/", "Sources/EventLoop/",
                "Sources/KVStore/",
            ], "HTTPCore is values: no lock"
        ),
    ]

    private static let systemCalls = "only EventLoop makes system calls"

    /// Files that import what `restricted` denies them, each with the reason.
    static let exceptions: [String: (modules: Set<String>, reason: String)] = [
        "Sources/KVStore/KVError.swift": (["Glibc"], "ENOSPC and EDQUOT, to tell a full disk from a broken one"),
        "Sources/KVStore/ReadCache.swift": (["Glibc"], "memcmp, on the way of every hit"),
        "Sources/KVStore/SQLite/Connection.swift": (["Glibc"], "errno, which SQLite does not keep of a commit"),
        "Sources/KVStore/SQLite/Schema.swift": (["Glibc"], "errno, which SQLite does not keep of a commit"),
        "Sources/KVStore/SQLite/Statement.swift": (["Glibc"], "errno, which SQLite does not keep of a commit"),
        "Sources/Outbound/OutboundThread.swift": (
            ["Glibc"], "pthread_create and a semaphore: libcurl's thread is Outbound's own, EventLoop is out of reach"
        ),
    ]

    /// What a target may import of ours. A test target may import what it tests and whatever that may import, and what
    /// tests share.
    static func mayImport(_ target: String) -> Set<String>? {
        if let allowed = arrows[target] { return allowed }
        guard target.hasSuffix("Tests"), let tested = arrows[String(target.dropLast(5))] else { return nil }
        return tested.union([String(target.dropLast(5)), "TestSupport"])
    }

    /// Why a file may not import a module; nil where it may.
    static func objection(to imported: String, in path: String, of target: String) -> String? {
        // The one target whose name is no identifier is imported under another.
        let module = imported == "edge_router" ? "edge-router" : imported
        if exceptions[path]?.modules.contains(module) == true { return nil }
        if module.hasPrefix("NIO") || module.hasPrefix("_NIO") { return "this is built without SwiftNIO" }
        if let rule = restricted[module], !rule.importers.contains(where: path.hasPrefix) { return rule.reason }
        guard arrows[module] != nil else { return nil }
        guard let allowed = mayImport(target) else { return "\(target) is not in Architecture.arrows" }
        return allowed.contains(module) ? nil : "there is no arrow from \(target) to \(module)"
    }
}
