// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import KVStore

/// A client's templates, and which of its articles are being written.
extension ClientDocuments: ArticleStore {
    func templates() async throws(GatewayError) -> [TemplateCandidate] {
        try await onFiles { () throws(GatewayError) in
            let own = try list(namespace, SharedTemplates.ownPrefix, limit: SharedTemplates.count)
            var shared = try list(SharedTemplates.namespace, "", limit: SharedTemplates.count)
            if try !isSeeded() {
                SharedTemplates.seed(writes)
                let names = Set(shared.map(\.name))
                shared += SeededTemplate.all.filter { !names.contains($0.name) }
                    .map { StoredKey(name: $0.name, metadata: $0.metadata) }
            }
            let named = own.map { (String($0.name.dropFirst(SharedTemplates.ownPrefix.count)), $0.metadata) }
            var seen: Set<String> = []
            return (named + shared.map { ($0.name, $0.metadata) }).filter { seen.insert($0.0).inserted }
                .map { SharedTemplates.candidate($0.0, $0.1?.json) }
        }
    }

    func template(_ name: String) async throws(GatewayError) -> String? {
        try await onFiles { () throws(GatewayError) in
            try template(named: name).map { String(decoding: $0.value, as: UTF8.self) }
        }
    }

    /// A template with its content type: the client's own, else the shared one. May block.
    func template(named name: String) throws(GatewayError) -> (value: [UInt8], type: String?)? {
        if let own = try entry(namespace, SharedTemplates.ownPrefix + name) { return own }
        if let shared = try entry(SharedTemplates.namespace, name) { return shared }
        guard try !isSeeded() else { return nil }
        return SeededTemplate.all.first { $0.name == name }.map { (Array($0.text.utf8), nil) }
    }

    private func isSeeded() throws(GatewayError) -> Bool {
        do {
            let reader = try store.makeReader()
            defer { reader.close() }
            return SharedTemplates.isSeeded(reader)
        } catch {
            throw .storeFailed("\(error)")
        }
    }

    /// Keeps in mind that an article is being written, or that it no longer is: in one transaction with it, so that a
    /// start finds each that a crash has cut off.
    func mark(_ document: StoredDocument, _ transaction: inout KVTransaction) {
        guard document.key.hasPrefix(Article.prefix), let client = namespace.owner,
            let key = try? KVKey(validating: Array("\(client)/\(document.key.dropFirst(Article.prefix.count))".utf8))
        else { return }
        if document.metadata["state"]?.text == Article.State.running.rawValue {
            transaction.puts.append(KVPut(namespace: .runningArticles, key: key, value: []))
        } else {
            transaction.deletes.append((.runningArticles, key))
        }
    }
}

/// What a crash or a restart has cut off.
enum ArticleRecovery {
    /// Marks the articles as interrupted that were being written when the router ended, whoever's they are.
    static func begin(_ store: KVStore, _ writes: StoreService, _ files: BackgroundService) {
        guard let reader = try? store.makeReader() else { return }
        defer { reader.close() }
        var cursor: [UInt8]?
        repeat {
            let page = try? reader.list(
                .runningArticles, prefix: [], limit: KVLimits.listLimit, cursor: cursor, now: WallClock.now.seconds)
            guard let page else { return }
            for name in page.names {
                let parts = String(decoding: name, as: UTF8.self).split(separator: "/", maxSplits: 1)
                guard parts.count == 2, let key = try? KVKey(validating: Array(name)) else { continue }
                let documents = ClientDocuments(.client(String(parts[0])), nil, store, writes, files)
                Task {
                    try? await Articles.interrupt(String(parts[1]), in: documents)
                    writes.submit([.delete(.runningArticles, key, if: .none)])
                }
            }
            cursor = page.cursor
        } while cursor != nil
    }
}
