// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import KVStore

/// The article templates that all clients share, in a namespace with the binding `ARTICLE_TEMPLATES`: the operator
/// changes them as any other values.
enum SharedTemplates {
    static let namespace = KVNamespace.binding("ARTICLE_TEMPLATES")
    /// Where a client's own are, in its namespace.
    static let ownPrefix = "templates/"
    /// Templates of a client, and shared ones, that are looked at.
    static let count = 100
    private static let marker = Array("article-templates".utf8)

    /// Whether the store was given the templates that it begins with.
    static func isSeeded(_ reader: KVReader) -> Bool {
        guard case .absent = try? reader.get(.seeds, key: marker.span, now: WallClock.now.seconds) else { return true }
        return false
    }

    /// Writes the templates that a store begins with, with the first article that is made from one: what the operator
    /// removes of them stays away.
    static func seed(_ writes: StoreService) {
        guard let key = try? KVKey(validating: marker) else { return }
        let bound = BoundNamespace(binding: "ARTICLE_TEMPLATES", id: nil)
        let puts = SeededTemplate.all.compactMap { template -> KVPut? in
            guard let key = try? KVKey(validating: Array(template.name.utf8)) else { return nil }
            return KVPut(
                namespace: namespace, key: key, value: Array(template.text.utf8),
                contentType: Array("text/markdown; charset=utf-8".utf8), metadata: template.metadata.json)
        }
        let marked = KVPut(namespace: .seeds, key: key, value: [])
        writes.submit(bound.creations + (puts + [marked]).map { .put($0, if: .ifNoneMatchAny) })
    }

    /// The template of an entry's name and metadata; one without keywords is found by its name alone.
    static func candidate(_ name: String, _ metadata: [UInt8]?) -> TemplateCandidate {
        let keywords = metadata.flatMap { JSONValue($0)?["keywords"]?.elements } ?? []
        return TemplateCandidate(name: name, keywords: keywords.compactMap(\.text))
    }
}
