// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What is sent to the engine to build an image of: the files of a folder as a tar archive, in the same order with the
/// same bytes each time, so that a digest of it says whether anything has changed.
struct BuildContext: Sendable {
    /// One entry.
    struct Entry: Sendable, Equatable {
        /// Relative to the context.
        var path: String
        /// Where its bytes are.
        var source: String
        var kind: TarHeader.Kind
        var permissions: UInt32
    }

    /// A Dockerfile from outside the context goes by this name.
    static let foreignDockerfile = ".edge-router.dockerfile"
    private static let ignoreFile = ".dockerignore"
    private static let ignoreBytes = 1 << 20

    let entries: [Entry]
    /// The Dockerfile's path in the archive.
    let dockerfile: String

    /// Lists a folder's files. Blocks; not for a loop's thread.
    /// - Throws: what is wrong with it.
    init(dockerfile: String, context: String) throws(EngineFailure) {
        let root = context.hasSuffix("/") ? String(context.dropLast()) : context
        let isInside = dockerfile.hasPrefix(root + "/")
        let name = isInside ? String(dockerfile.dropFirst(root.count + 1)) : Self.foreignDockerfile
        self.dockerfile = name
        do {
            let ignoring = "\(root)/\(Self.ignoreFile)"
            let text = FileSystem.exists(ignoring) ? try FileSystem.read(ignoring, limit: Self.ignoreBytes) : []
            var walk = ContextWalk(
                root: root, rules: IgnoreRules(String(decoding: text, as: UTF8.self)),
                kept: [name, Self.ignoreFile])
            try walk.visit("")
            if !isInside {
                try walk.add(Self.foreignDockerfile, source: dockerfile)
            }
            guard walk.entries.contains(where: { $0.path == name }) else {
                throw EngineFailure(.refused, "There is no Dockerfile at \(dockerfile).")
            }
            entries = walk.entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        } catch let error as SystemError {
            throw EngineFailure(.refused, "The build context \(root) cannot be read: \(error).")
        } catch let failure as EngineFailure {
            throw failure
        } catch {
            throw EngineFailure(.refused, "The build context \(root) cannot be read: \(error).")
        }
    }

    /// Hands out the archive piece by piece. Blocks.
    /// - Throws: what is wrong with a file; whatever `piece` throws.
    func forEachPiece(_ piece: ([UInt8]) throws(EngineFailure) -> Void) throws(EngineFailure) {
        for entry in entries {
            try piece(TarHeader.bytes(path: entry.path, kind: entry.kind, permissions: entry.permissions))
            guard case .file(let size) = entry.kind, size > 0 else { continue }
            do {
                let file = try DiskFile.reading(entry.source)
                var offset = 0
                while offset < size {
                    let bytes = try file.read(at: offset, count: min(Self.pieceBytes, size - offset))
                    guard !bytes.isEmpty else {
                        throw EngineFailure(.failed, "\(entry.source) became shorter while it was read.")
                    }
                    offset += bytes.count
                    try piece(bytes)
                }
            } catch let error as SystemError {
                throw EngineFailure(.refused, "A file of the build context cannot be read: \(error).")
            } catch let failure as EngineFailure {
                throw failure
            } catch {
                throw EngineFailure(.failed, "\(error)")
            }
            let padding = TarHeader.padding(after: size)
            if padding > 0 { try piece([UInt8](repeating: 0, count: padding)) }
        }
        try piece(TarHeader.end)
    }

    private static let pieceBytes = 64 << 10

    /// A digest of the whole archive and of what else the image depends on. Blocks.
    func digest(arguments: [String: String]) throws(EngineFailure) -> String {
        var hash = StableHash()
        hash.add(dockerfile)
        for (name, value) in arguments.sorted(by: { $0.key < $1.key }) {
            hash.add(name)
            hash.add(value)
        }
        try forEachPiece { (bytes) throws(EngineFailure) in hash.add(bytes) }
        return InstanceID(hash.value).text
    }
}

/// A walk through a folder.
private struct ContextWalk {
    let root: String
    let rules: IgnoreRules
    /// Sent even if a rule says otherwise: the engine needs them.
    let kept: Set<String>
    var entries: [BuildContext.Entry] = []
    var bytes = 0

    init(root: String, rules: IgnoreRules, kept: Set<String>) {
        self.root = root
        self.rules = rules
        self.kept = kept
    }

    mutating func visit(_ folder: String) throws {
        for name in try FileSystem.names(in: folder.isEmpty ? root : "\(root)/\(folder)") {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            let isIgnored = rules.ignores(path)
            let holdsKept = kept.contains { $0.hasPrefix(path + "/") }
            if isIgnored, !kept.contains(path), !holdsKept, !rules.hasExceptions { continue }
            let source = "\(root)/\(path)"
            let isFolder = try FileSystem.linkTarget(source) == nil && FileSystem.status(source).kind == .directory
            if !isIgnored || kept.contains(path) { try add(path, source: source) }
            if isFolder { try visit(path) }
        }
    }

    mutating func add(_ path: String, source: String) throws {
        guard entries.count < DockerLimits.contextEntries, path.utf8.count <= DockerLimits.contextPath else {
            throw EngineFailure(
                .refused,
                "The build context \(root) has more than \(DockerLimits.contextEntries) files, or a path "
                    + "longer than \(DockerLimits.contextPath) bytes: leave some out by a .dockerignore.")
        }
        if let target = try FileSystem.linkTarget(source) {
            entries.append(.init(path: path, source: source, kind: .link(target: target), permissions: 0o777))
            return
        }
        let status = try FileSystem.status(source)
        switch status.kind {
        case .directory:
            entries.append(.init(path: path, source: source, kind: .folder, permissions: status.permissions & 0o777))
        case .regular:
            bytes += status.length
            guard bytes <= DockerLimits.contextBytes else {
                throw EngineFailure(
                    .refused,
                    "The build context \(root) has more than \(DockerLimits.contextBytes >> 30) GiB: leave "
                        + "some out by a .dockerignore.")
            }
            let kind = TarHeader.Kind.file(bytes: status.length)
            entries.append(.init(path: path, source: source, kind: kind, permissions: status.permissions & 0o777))
        // A socket or a device is nothing to build of.
        case .socket, .other: break
        }
    }
}
