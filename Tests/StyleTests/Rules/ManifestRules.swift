// SPDX-License-Identifier: Apache-2.0

/// Package.swift obeys the same arrows as the sources: what a target does not depend on, it cannot import by accident.
enum ManifestRules {
    /// One target as the manifest declares it.
    struct Target: Equatable {
        let name: String
        let dependencies: [String]
        /// Line of the declaration, counted from 0.
        let line: Int
    }

    static func check(_ manifest: SourceText) -> [Violation] {
        let targets = targets(manifest)
        let ours = Set(targets.map(\.name))
        return targets.flatMap { target -> [Violation] in
            guard let allowed = Architecture.mayImport(target.name) else {
                return [manifest.violation(target.line, "\(target.name) is not in Architecture.arrows")]
            }
            return target.dependencies.compactMap { dependency in
                if ours.contains(dependency) || Architecture.arrows[dependency] != nil {
                    guard !allowed.contains(dependency) else { return nil }
                    return manifest.violation(
                        target.line, "there is no arrow from \(target.name) to \(dependency)"
                    )
                }
                return objection(target.name, to: dependency).map { manifest.violation(target.line, $0) }
            }
        }
    }

    /// A manifest names targets, not folders: a module restricted to one folder of a target is allowed to the target.
    private static func objection(_ target: String, to product: String) -> String? {
        if product.hasPrefix("NIO") { return "\(target) depends on \(product): this is built without SwiftNIO" }
        guard let rule = Architecture.restricted[product] else { return nil }
        let importers = rule.importers.compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) }
        return importers.contains(target) ? nil : "\(target) depends on \(product): \(rule.reason)"
    }

    /// The targets in the order they stand in. Names are strings, so this reads the text as written and takes only
    /// from the code layer where calls and lists begin and end.
    static func targets(_ manifest: SourceText) -> [Target] {
        var targets: [Target] = []
        var line = 0
        while line < manifest.code.count {
            let code = String(decoding: manifest.code[line], as: UTF8.self)
            let calls = [".target(", ".executableTarget(", ".testTarget(", ".systemLibrary(", ".macro(", ".plugin("]
            guard calls.contains(where: code.contains), let end = closing(manifest.code, from: line) else {
                line += 1
                continue
            }
            let text = manifest.lines[line...end].joined(separator: " ")
            if let name = strings(after: "name:", in: text).first {
                let list = after("dependencies:", in: text).map { strings(inList: $0) } ?? []
                targets.append(Target(name: name, dependencies: list, line: line))
            }
            line = end + 1
        }
        return targets
    }

    private static func closing(_ code: [[UInt8]], from line: Int) -> Int? {
        var depth = 0
        for index in line..<code.count {
            for byte in code[index] {
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
            }
            if depth <= 0 { return index }
        }
        return nil
    }

    private static func after(_ label: String, in text: String) -> Substring? {
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(label) { return rest.dropFirst(label.count) }
            rest = rest.dropFirst()
        }
        return nil
    }

    private static func strings(after label: String, in text: String) -> [String] {
        after(label, in: text).map { quoted($0).prefix(1).map(\.text) } ?? []
    }

    /// The dependencies of a list: plain names, and the first name in `.product(name:package:)` or `.target(name:)`.
    private static func strings(inList text: Substring) -> [String] {
        guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]") else { return [] }
        let list = text[open..<close]
        return quoted(list).filter { !$0.before.hasSuffix("package: ") }.map(\.text)
    }

    private static func quoted(_ text: Substring) -> [(text: String, before: Substring)] {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return stride(from: 1, to: parts.count - 1, by: 2).map { (String(parts[$0]), parts[$0 - 1]) }
    }
}
