// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// What every Swift target is compiled with. `strictMemorySafety` makes each use of an unsafe construct carry the
/// word `unsafe`, so that the audit list is a search away.
let settings: [SwiftSetting] =
    [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
    ] + (Context.environment["EDGE_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

let package = Package(
    name: "EdgeRouter",
    products: [
        .executable(name: "edge-router", targets: ["edge-router"]),
        // For bench/library.
        .library(name: "KVStore", targets: ["KVStore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        .target(name: "CLinux"),
        .target(name: "CCurl"),
        .target(name: "CDomain"),
        .target(name: "CIconv"),
        .target(name: "CLanguage"),
        .target(name: "CMarkdown"),
        .target(name: "CStemmer"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        .target(name: "HTTPCore", swiftSettings: settings),
        .target(name: "EventLoop", dependencies: ["CLinux"], swiftSettings: settings),
        .target(name: "Outbound", dependencies: ["CCurl", "HTTPCore"], swiftSettings: settings),
        .target(name: "KVStore", dependencies: ["CSQLite"], swiftSettings: settings),
        .target(
            name: "SEOAnalyzer", dependencies: ["CDomain", "CIconv", "CLanguage", "CStemmer"],
            // C functions that say how long their buffers are take spans, so that this target stays memory-safe.
            swiftSettings: settings + [.enableExperimentalFeature("SafeInteropWrappers")]),
        .target(name: "ContainerPool", dependencies: ["EventLoop", "Outbound"], swiftSettings: settings),
        .target(name: "ArticleGen", dependencies: ["CMarkdown", "Outbound"], swiftSettings: settings),
        .target(
            name: "EdgeRouter",
            dependencies: [
                "ArticleGen", "ContainerPool", "EventLoop", "HTTPCore", "KVStore", "Outbound", "SEOAnalyzer", "TOMLKit",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "edge-router",
            dependencies: ["EdgeRouter", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport", dependencies: ["Outbound"], path: "Tests/TestSupport", exclude: ["testbot.c"],
            swiftSettings: settings),
        .testTarget(name: "HTTPCoreTests", dependencies: ["HTTPCore", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "EventLoopTests", dependencies: ["EventLoop"], swiftSettings: settings),
        .testTarget(name: "OutboundTests", dependencies: ["HTTPCore", "Outbound"], swiftSettings: settings),
        .testTarget(name: "KVStoreTests", dependencies: ["KVStore", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "SEOAnalyzerTests", dependencies: ["SEOAnalyzer", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ContainerPoolTests", dependencies: ["ContainerPool", "EventLoop", "Outbound", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "ArticleGenTests", dependencies: ["ArticleGen", "Outbound", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "EdgeRouterTests", dependencies: ["EdgeRouter", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests", dependencies: ["EventLoop", "HTTPCore", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "StyleTests", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
