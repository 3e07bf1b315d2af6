// SPDX-License-Identifier: Apache-2.0

/// `[[edge.routes]]`.
extension ConfigurationLoader {
    mutating func readRoutes(_ edge: TableReader) {
        for table in edge.tables("routes") {
            let pattern = required("pattern", in: table, ConfigurationSyntax.routePattern)
            let target = required("to", in: table, ConfigurationSyntax.routeTarget)
            let client = table.parsed("client", ConfigurationSyntax.clientID)
            let stripPrefix = table.boolean("strip_prefix") ?? false
            table.rejectUnknownKeys()
            guard let pattern, let target else { continue }
            let path = table.path.appending("to")
            switch target {
            case .bot(let name): references.append(Reference(kind: .bot, name: name, path: path))
            case .kv(let name): references.append(Reference(kind: .kvBinding, name: name, path: path))
            default: break
            }
            configuration.routes.append(
                RouteConfiguration(
                    host: pattern.host, pattern: pattern.path, target: target, client: client, stripPrefix: stripPrefix)
            )
        }
    }

    private func required<T>(
        _ key: String, in table: TableReader, _ grammar: (String) throws(ConfigurationRejection) -> T
    ) -> T? {
        if !table.contains(key) { table.note(key, "is missing", advice: "a route needs 'pattern' and 'to'") }
        return table.parsed(key, grammar)
    }
}

extension ConfigurationSyntax {
    /// A path as it stands in a request's first line, without query.
    static func requestPath(_ text: String) throws(ConfigurationRejection) -> String {
        let isPath = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
        guard text.hasPrefix("/"), isPath, text.utf8.count <= 1_024 else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a path", advice: "begin with '/', and percent-encode blanks")
        }
        return text
    }

    /// `/path` or `/path/*`.
    static func pathPattern(_ text: String) throws(ConfigurationRejection) -> PathPattern {
        let isPrefix = text.hasSuffix("*")
        let path = try requestPath(isPrefix ? String(text.dropLast()) : text)
        guard !path.contains("*"), !path.contains("?"), !isPrefix || path.hasSuffix("/") else {
            let stem = path.prefix { $0 != "*" && $0 != "?" }
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a pattern",
                advice: path.contains("?")
                    ? "a pattern has no query" : "'*' stands only at the end after '/'; did you mean '\(stem)/*'?")
        }
        return PathPattern(path: path, isPrefix: isPrefix)
    }

    /// `/path/*` or `host/path/*`.
    static func routePattern(_ text: String) throws(ConfigurationRejection) -> (host: String?, path: PathPattern) {
        guard !text.contains("://"), let slash = text.firstIndex(of: "/") else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a pattern",
                advice: text == "*" ? "did you mean '/*'?" : "write '/path/*' or 'host/path/*'")
        }
        let pattern = try pathPattern(String(text[slash...]))
        return (slash == text.startIndex ? nil : try host(String(text[..<slash])), pattern)
    }

    /// What stands in a route's `to`.
    static func routeTarget(_ text: String) throws(ConfigurationRejection) -> RouteConfiguration.Target {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.count == 2 ? String(parts[1]) : nil
        switch (parts[0], name) {
        case ("analyze", nil): return .analyze
        case ("articles", nil): return .articles
        case ("chat", nil): return .chat
        case ("bot", let name?): return .bot(try bindingName(name))
        case ("kv", let name?): return .kv(try bindingName(name))
        case ("address", let name?): return .address(try address(name))
        case ("template", let name?): return .template(try TableReader.text(name))
        default:
            let meant = NearestName.suggestion(for: text, among: ["analyze", "articles", "chat"])
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a target",
                advice: meant.map { "did you mean '\($0)'?" }
                    ?? "write 'bot:NAME', 'address:host:port', 'analyze', 'articles', 'chat', 'kv:BINDING' "
                    + "or 'template:NAME'")
        }
    }
}
