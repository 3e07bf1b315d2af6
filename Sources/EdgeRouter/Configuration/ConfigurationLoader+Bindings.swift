// SPDX-License-Identifier: Apache-2.0

/// Wrangler's tables: KV namespaces and both ways of naming a container.
extension ConfigurationLoader {
    mutating func readKVNamespaces(_ root: TableReader) {
        for table in root.tables("kv_namespaces") {
            let id = table.parsed("id", ConfigurationSyntax.namespaceID)
            if let binding = requiredName("binding", in: table), claim(binding, at: table.path.appending("binding")) {
                configuration.kvNamespaces.append(Configuration.KVNamespace(binding: binding, id: id))
            }
            ignoreRest(of: table, in: "kv_namespaces")
        }
    }

    mutating func readContainers(_ root: TableReader) {
        if let bindings = root.table("bindings") {
            for table in bindings.tables("container") {
                let container = readContainer(table)
                if let name = requiredName("name", in: table), claim(name, at: table.path.appending("name")) {
                    configuration.bots.append(container.bot(named: name))
                }
                ignoreRest(of: table, in: "bindings.container")
            }
            ignoreRest(of: bindings, in: "bindings")
        }
        readContainersByClass(root)
    }

    /// `[[containers]]`, each joined with the `[[durable_objects.bindings]]` that have its class.
    private mutating func readContainersByClass(_ root: TableReader) {
        var containers: [String: Container] = [:]
        var classPaths: [(className: String, path: ConfigurationKeyPath)] = []
        let exportedClasses = readExportedClasses(root)
        for table in root.tables("containers") {
            let container = readContainer(table)
            let exportedClass = table.text("name").flatMap { exportedClasses[$0] }
            let path = table.path.appending("class_name")
            if let className = table.text("class_name") ?? exportedClass {
                if containers.updateValue(container, forKey: className) == nil {
                    classPaths.append((className, path))
                } else {
                    problems.add(path, "another container has the class '\(printable(className))' already")
                }
            } else if !table.contains("class_name") {
                problems.add(path, "is missing", advice: "it joins the container with its durable_objects binding")
            }
            ignoreRest(of: table, in: "containers")
        }
        var boundClasses: Set<String> = []
        if let objects = root.table("durable_objects") {
            for table in objects.tables("bindings") {
                let name = requiredName("name", in: table)
                guard let className = table.text("class_name") else { continue }
                boundClasses.insert(className)
                ignoreRest(of: table, in: "durable_objects.bindings")
                guard let name else { continue }
                guard let container = containers[className] else {
                    ignore("durable_objects.bindings \(name) (no container has its class)")
                    continue
                }
                if claim(name, at: table.path.appending("name")) {
                    configuration.bots.append(container.bot(named: name))
                }
            }
            ignoreRest(of: objects, in: "durable_objects")
        }
        for (className, path) in classPaths where !boundClasses.contains(className) {
            let meant = NearestName.suggestion(for: className, among: boundClasses.sorted())
            problems.add(
                path, "no [[durable_objects.bindings]] has the class '\(printable(className))'",
                advice: meant.map { "did you mean '\($0)'?" } ?? "add one with name and class_name")
        }
    }

    /// The class of each container that an entry of `exports` names; such a container needs no `class_name`.
    private func readExportedClasses(_ root: TableReader) -> [String: String] {
        guard case .table(let exports) = root.value("exports") else { return [:] }
        var classes: [String: String] = [:]
        for (className, entry) in exports {
            if case .table(let members) = entry, case .string(let container) = members["container"] {
                classes[container] = className
            }
        }
        return classes
    }

    /// What both kinds of container tables say.
    private struct Container {
        var image: BotConfiguration.Image?
        var maxInstances: Int?
        var instanceType: BotConfiguration.InstanceType?

        func bot(named binding: String) -> BotConfiguration {
            var bot = BotConfiguration(binding: binding)
            bot.image = image
            bot.instanceType = instanceType
            if let maxInstances { bot.maxInstances = maxInstances }
            return bot
        }
    }

    private mutating func readContainer(_ table: TableReader) -> Container {
        var image = table.parsed("image", ConfigurationSyntax.image)
        if !table.contains("image") {
            table.note("image", "is missing", advice: "name an image or the path of a Dockerfile")
        }
        let context = table.text("image_build_context")
        let arguments = table.environment("image_vars")
        if case .dockerfile(let path, _, _) = image {
            image = .dockerfile(path: path, context: context, arguments: arguments)
        }
        return Container(
            image: image, maxInstances: table.integer("max_instances", in: BotLimits.instances),
            instanceType: readInstanceType(table))
    }

    /// `instance_type`: one of wrangler's names, or a table whose missing numbers are those of wrangler's `lite`.
    func readInstanceType(_ reader: TableReader) -> BotConfiguration.InstanceType? {
        let types = BotConfiguration.InstanceType.named
        if case .table = reader.value("instance_type") {
            guard let table = reader.table("instance_type") else { return nil }
            let vcpu = table.number("vcpu", in: 0.01...1_024) ?? 0.0625
            let memory = table.integer("memory_mib", in: 6...(1 << 24)) ?? 256
            let disk = table.integer("disk_mb", in: 1...1_000_000_000) ?? 2_000
            table.rejectUnknownKeys()
            return BotConfiguration.InstanceType(vcpu: vcpu, memory: memory << 20, disk: disk * 1_000_000)
        }
        return reader.parsed("instance_type") { (text) throws(ConfigurationRejection) in
            if let type = types.first(where: { $0.name == text }) { return type.type }
            let names = types.map(\.name)
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not one of \(names.map { "'\($0)'" }.joined(separator: ", "))",
                advice: NearestName.suggestion(for: text, among: names).map { "did you mean '\($0)'?" }
                    ?? "or write { vcpu = 0.5, memory_mib = 512 }")
        }
    }

    /// A binding's name, which must be there.
    private func requiredName(_ key: String, in table: TableReader) -> String? {
        if !table.contains(key) { table.note(key, "is missing", advice: "it is the name that the binding is known by") }
        return table.parsed(key, ConfigurationSyntax.bindingName)
    }

    /// Takes a binding's name, which only one may have.
    private mutating func claim(_ name: String, at path: ConfigurationKeyPath) -> Bool {
        if let earlier = bindingPaths[name] {
            problems.add(path, "'\(name)' is taken by \(earlier)", advice: "a binding's name must be unique")
            return false
        }
        bindingPaths[name] = path
        return true
    }
}

extension BotConfiguration.InstanceType {
    private init(_ vcpu: Double, memoryMiB: Int, diskGB: Int) {
        self.init(vcpu: vcpu, memory: memoryMiB << 20, disk: diskGB * 1_000_000_000)
    }

    /// Wrangler's names (Cloudflare's limits of 2026-10), with the two old ones at the end.
    fileprivate static let named: [(name: String, type: BotConfiguration.InstanceType)] = [
        ("lite", Self(0.0625, memoryMiB: 256, diskGB: 2)),
        ("basic", Self(0.25, memoryMiB: 1_024, diskGB: 4)),
        ("standard-1", Self(0.5, memoryMiB: 4_096, diskGB: 8)),
        ("standard-2", Self(1, memoryMiB: 6_144, diskGB: 12)),
        ("standard-3", Self(2, memoryMiB: 8_192, diskGB: 16)),
        ("standard-4", Self(4, memoryMiB: 12_288, diskGB: 20)),
        ("dev", Self(0.0625, memoryMiB: 256, diskGB: 2)),
        ("standard", Self(0.5, memoryMiB: 4_096, diskGB: 8)),
    ]
}
