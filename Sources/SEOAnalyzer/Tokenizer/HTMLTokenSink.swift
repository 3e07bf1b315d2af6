// SPDX-License-Identifier: Apache-2.0

/// How the tokenizer reads what follows a start tag: the tree construction stage decides it (13.2.6.2).
enum HTMLContentModel {
    case data
    case rcdata
    case rawtext
    case script
    case plaintext
}

/// Who takes the tokens. Everything handed over is valid during the call only.
protocol HTMLTokenSink {
    /// Whether comments are gathered at all; the report has no use for them, and pages hold large ones.
    static var readsComments: Bool { get }

    /// Whether the current node is outside the HTML namespace, where `<![CDATA[` begins a section (13.2.5.42).
    var isInForeignContent: Bool { get }

    /// A piece of character data; pieces end anywhere, also within a character.
    mutating func text(_ bytes: Span<UInt8>)
    mutating func startTag(_ tag: HTMLTag) -> HTMLContentModel
    mutating func endTag(_ tag: HTMLTag)
    mutating func comment(_ bytes: Span<UInt8>)
    mutating func doctype(_ doctype: HTMLDoctype)
}
