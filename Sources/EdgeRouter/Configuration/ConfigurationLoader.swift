// SPDX-License-Identifier: Apache-2.0

/// Walks the tree of a file and fills a configuration.
///
/// What names something else (a bot, a binding) is checked at the end, when all names are known, so that tables may
/// stand in any order.
struct ConfigurationLoader {
    /// Something that the file names and must define.
    struct Reference {
        enum Kind { case bot, kvBinding }
        var kind: Kind
        var name: String
        var path: ConfigurationKeyPath
    }

    let problems: ConfigurationProblems
    var configuration = Configuration()
    var references: [Reference] = []
    /// Where each binding's name was first taken.
    var bindingPaths: [String: ConfigurationKeyPath] = [:]
    private var ignored: Set<String> = []

    init(problems: ConfigurationProblems) {
        self.problems = problems
    }

    mutating func readFile(_ root: TableReader) {
        if let name = root.text("name") { configuration.name = name }
        readKVNamespaces(root)
        readContainers(root)
        readVars(root)
        if let triggers = root.table("triggers") {
            configuration.crons = triggers.list("crons", ConfigurationSyntax.cron) ?? []
            ignoreRest(of: triggers, in: "triggers")
        }
        if let edge = root.table("edge") { readEdge(edge) }
        checkReferences()
        for key in root.remainingKeys { ignored.insert(Self.described(ignoredKey: key)) }
        configuration.ignoredKeys = ignored.sorted()
    }

    /// Lists the keys of one of wrangler's tables that nothing asked for; equal ones of several tables once.
    mutating func ignoreRest(of reader: TableReader, in table: String) {
        for key in reader.remainingKeys { ignore("\(table).\(printable(key))") }
    }

    mutating func ignore(_ key: String) {
        ignored.insert(key)
    }

    private mutating func readVars(_ root: TableReader) {
        guard let vars = root.table("vars") else { return }
        for name in vars.names {
            switch vars.value(name) {
            case .date:
                vars.note(name, "expected a string or JSON, found a date", advice: "put it in quotes")
            case .string(let text) where text.utf8.contains(0):
                vars.note(name, "contains a NUL character")
            case .string(let text): configuration.vars[name] = text
            case let other?: configuration.vars[name] = other.jsonText
            case nil: break
            }
        }
    }

    private func checkReferences() {
        let bots = configuration.bots.map(\.binding)
        let namespaces = configuration.kvNamespaces.map(\.binding)
        for reference in references {
            let (names, kind, advice) =
                switch reference.kind {
                case .bot: (bots, "bot", "define it under [edge.bots.\(reference.name)]")
                case .kvBinding: (namespaces, "KV binding", "define it under [[kv_namespaces]]")
                }
            guard !names.contains(reference.name) else { continue }
            let meant = NearestName.suggestion(for: reference.name, among: names)
            problems.add(
                reference.path, "there is no \(kind) '\(reference.name)'",
                advice: meant.map { "did you mean '\($0)'?" } ?? advice)
        }
    }

    private static func described(ignoredKey key: String) -> String {
        if wranglerKeys.contains(key) { return key }
        if edgeTables.contains(key) { return "\(key) (did you mean 'edge.\(key)'?)" }
        let meant = NearestName.suggestion(for: key, among: readKeys + wranglerKeys)
        return meant.map { "\(printable(key)) (did you mean '\($0)'?)" } ?? printable(key)
    }

    private static let readKeys = [
        "name", "bindings", "containers", "durable_objects", "edge", "exports", "kv_namespaces", "triggers", "vars",
    ]

    private static let edgeTables = ["analyze", "auth", "bots", "clients", "cors", "docker", "fetch", "llm"]

    /// Wrangler's further keys (the schema of wrangler 4), which mean nothing here.
    private static let wranglerKeys = [
        "$schema", "account_id", "addresses", "ai", "alias", "analytics_engine_datasets", "assets", "base_dir",
        "browser", "build", "cache", "cloudchamber", "compatibility_date", "compatibility_flags", "compliance_region",
        "d1_databases", "data_blobs", "define", "dev", "dispatch_namespaces", "env",
        "find_additional_modules", "first_party_worker", "hyperdrive", "images", "jsx_factory", "jsx_fragment",
        "keep_names", "keep_vars", "legacy_env", "limits", "logfwdr", "logpush", "main", "media", "migrations",
        "minify", "mtls_certificates", "no_bundle", "observability", "pages_build_output_dir", "pipelines",
        "placement", "preserve_file_names", "preview_urls", "python_modules", "queues", "r2_buckets", "ratelimits",
        "route", "routes", "rules", "secrets", "secrets_store_secrets", "send_email", "send_metrics", "services",
        "site", "streaming_tail_consumers", "tail_consumers", "text_blobs", "tsconfig", "upload_source_maps",
        "vectorize", "version_metadata", "vpc_services", "wasm_modules", "worker_loaders", "workers_dev", "workflows",
        "zone_id",
    ]
}
