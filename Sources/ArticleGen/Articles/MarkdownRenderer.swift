// SPDX-License-Identifier: Apache-2.0

internal import CMarkdown

/// Markdown as HTML, by libcmark-gfm: CommonMark with GitHub's tables.
public enum MarkdownRenderer {
    /// Whether the library is there; opens it.
    public static var isAvailable: Bool { cmarkdown_load() }

    /// Renders a text: raw HTML in it becomes text, and links that would run a script lose their address. Nil without
    /// the library.
    public static func html(_ markdown: String) -> String? {
        var length = 0
        let bytes = Array(markdown.utf8)
        // The library reads `count` bytes and keeps nothing of them.
        let html = unsafe bytes.withUnsafeBufferPointer { unsafe cmarkdown_html($0.baseAddress, $0.count, &length) }
        guard let html = unsafe html else { return nil }
        // What it returns is `length` bytes long, ours until we free it.
        defer { unsafe cmarkdown_free(html) }
        return unsafe String(decoding: UnsafeBufferPointer(start: html, count: length), as: UTF8.self)
    }
}
