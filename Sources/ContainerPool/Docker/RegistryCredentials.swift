// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import FoundationEssentials

/// A name of an image, taken apart as far as pulling it needs.
struct ImageReference: Equatable {
    /// With the registry's name, if any.
    let repository: String
    /// A tag, or a digest with its algorithm.
    let tag: String
    /// The registry it is pulled from.
    let registry: String

    /// The registry of names that have none, as the command line's configuration names it.
    static let usualRegistry = "https://index.docker.io/v1/"

    init(_ name: String) {
        if let at = name.firstIndex(of: "@") {
            repository = String(name[..<at])
            tag = String(name[name.index(after: at)...])
        } else {
            let end = name.lastIndex(of: "/") ?? name.startIndex
            if let colon = name[end...].firstIndex(of: ":") {
                repository = String(name[..<colon])
                tag = String(name[name.index(after: colon)...])
            } else {
                repository = name
                tag = "latest"
            }
        }
        let parts = repository.split(separator: "/", maxSplits: 1)
        let first = parts.count == 2 ? String(parts[0]) : ""
        let isHost = first.contains(".") || first.contains(":") || first == "localhost"
        registry = isHost && first != "docker.io" ? first : Self.usualRegistry
    }
}

/// What the engine is told of registries that ask who is there, from the file that `docker login` writes. Helpers that
/// keep passwords elsewhere (`credsStore`, `credHelpers`) are programs and are not run.
struct RegistryCredentials {
    private struct File: Decodable {
        struct Entry: Decodable {
            let auth: String?
            let username: String?
            let password: String?
            let identitytoken: String?
        }

        let auths: [String: Entry]?
    }

    private struct Credentials: Encodable {
        var username: String?
        var password: String?
        var identitytoken: String?
        var serveraddress: String
    }

    /// The longest file, in bytes.
    private static let fileBytes = 1 << 20

    private let entries: [String: File.Entry]

    /// None.
    init() { entries = [:] }

    /// From the file's bytes; none from what is not such a file.
    init(_ json: [UInt8]) {
        entries = (try? JSONDecoder().decode(File.self, from: Data(json)))?.auths ?? [:]
    }

    /// From a file; none if it cannot be read.
    init(path: String?) {
        guard let path, let json = try? FileSystem.read(path, limit: Self.fileBytes) else {
            self.init()
            return
        }
        self.init(json)
    }

    /// The value of `X-Registry-Auth` for a registry; nil where nothing is known for it.
    func header(registry: String) -> String? {
        let spellings = [registry, "https://\(registry)", "http://\(registry)", "https://\(registry)/v1/"]
        guard let name = spellings.first(where: { entries[$0] != nil }) else { return nil }
        return credentials(name).flatMap(Self.encoded)
    }

    /// The value of `X-Registry-Config`: all of them, for a build; nil for none.
    var configurationHeader: String? {
        let all = entries.keys.reduce(into: [String: Credentials]()) { $0[$1] = credentials($1) }
        return all.isEmpty ? nil : Self.encoded(all)
    }

    private func credentials(_ name: String) -> Credentials? {
        guard let entry = entries[name] else { return nil }
        var credentials = Credentials(serveraddress: name)
        credentials.identitytoken = entry.identitytoken
        credentials.username = entry.username
        credentials.password = entry.password
        if let auth = entry.auth, let data = Data(base64Encoded: auth) {
            let text = String(decoding: data, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":") else { return nil }
            credentials.username = String(text[..<colon])
            credentials.password = String(text[text.index(after: colon)...].prefix { $0 != "\0" })
        }
        return credentials
    }

    /// JSON in base64 with the alphabet for URLs (RFC 4648 section 5), padded, as the engine decodes it.
    private static func encoded(_ value: some Encodable) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(value) else { return nil }
        let text = json.base64EncodedString()
        return String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
