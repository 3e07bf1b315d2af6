// SPDX-License-Identifier: Apache-2.0

@testable import SEOAnalyzer

/// A token as the html5lib tests write it, its strings as bytes, since they may hold lone surrogates.
enum RecordedToken: Equatable {
    case doctype(name: [UInt8]?, publicID: [UInt8]?, systemID: [UInt8]?, correct: Bool)
    case startTag([UInt8], [[UInt8]: [UInt8]], selfClosing: Bool)
    case endTag([UInt8])
    case comment([UInt8])
    case characters([UInt8])
}

/// Keeps all tokens, with adjacent characters as one.
struct TokenRecorder: HTMLTokenSink {
    static var readsComments: Bool { true }
    var isInForeignContent: Bool { false }
    var tokens: [RecordedToken] = []
    /// Content models to answer with, by name of the start tag.
    var models: [[UInt8]: HTMLContentModel] = [:]
    private var characters: [UInt8] = []

    mutating func text(_ bytes: Span<UInt8>) { characters += copy(bytes) }

    mutating func startTag(_ tag: HTMLTag) -> HTMLContentModel {
        flush()
        let name = Array(tag.bytes[..<tag.nameEnd])
        var attributes: [[UInt8]: [UInt8]] = [:]
        for attribute in tag.attributes {
            attributes[Array(tag.bytes[attribute.start..<attribute.nameEnd])] =
                Array(tag.bytes[attribute.nameEnd..<attribute.end])
        }
        tokens.append(.startTag(name, attributes, selfClosing: tag.isSelfClosing))
        return models[name] ?? .data
    }

    mutating func endTag(_ tag: HTMLTag) {
        flush()
        tokens.append(.endTag(Array(tag.bytes[..<tag.nameEnd])))
    }

    mutating func comment(_ bytes: Span<UInt8>) {
        flush()
        tokens.append(.comment(copy(bytes)))
    }

    mutating func doctype(_ doctype: HTMLDoctype) {
        flush()
        tokens.append(
            .doctype(
                name: doctype.name, publicID: doctype.publicIdentifier, systemID: doctype.systemIdentifier,
                correct: !doctype.forcesQuirks))
    }

    mutating func flush() {
        if !characters.isEmpty { tokens.append(.characters(characters)) }
        characters = []
    }

    private func copy(_ bytes: Span<UInt8>) -> [UInt8] { bytes.indices.map { bytes[$0] } }
}
