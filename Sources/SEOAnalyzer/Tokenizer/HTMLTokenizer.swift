// SPDX-License-Identifier: Apache-2.0

/// The tokenizer of the HTML standard (WHATWG, section 13.2.5) over UTF-8 bytes.
///
/// It is fed chunk by chunk and may be interrupted after any byte: all that is between two chunks is in the state and a
/// few small buffers, and nothing is looked at twice. Each state function takes the bytes from an index on, consumes as
/// long a run as it can and returns the index it stopped at, so that runs of text and values are scanned in tight loops
/// and copied once. Parse errors are not reported: their recovery is what the standard prescribes.
///
/// Line breaks are normalised here (13.2.3.5). A state that keeps a carriage return writes a line feed and sets
/// `skipsLineFeed`; where white space means nothing, a carriage return is white space like any other.
struct HTMLTokenizer {
    var state: HTMLTokenizerState
    /// The state a character reference, or an end tag within raw text, returns to.
    var returnState = HTMLTokenizerState.data
    var skipsLineFeed = false
    var isEndTag = false
    var tag = HTMLTag()
    var doctype = HTMLDoctype()
    var commentData: [UInt8] = []
    /// What was consumed but may still turn out to be plain text.
    var pending: [UInt8] = []
    /// The name an end tag must have to end raw text ("appropriate end tag token").
    var lastStartTagName: [UInt8]
    var characterReference = NamedCharacterMatcher()
    var characterCode: UInt32 = 0

    init(state: HTMLTokenizerState = .data, lastStartTagName: [UInt8] = []) {
        self.state = state
        self.lastStartTagName = lastStartTagName
    }

    /// Reads a chunk and hands every token that is complete to the sink.
    mutating func feed<Sink: HTMLTokenSink>(_ bytes: Span<UInt8>, into sink: inout Sink) {
        var index = 0
        while index < bytes.count {
            if skipsLineFeed {
                skipsLineFeed = false
                if bytes[index] == ASCII.lineFeed {
                    index &+= 1
                    continue
                }
            }
            switch state.group {
            case .text: index = readText(bytes, index, &sink)
            case .tag: index = readTag(bytes, index, &sink)
            case .attribute: index = readAttribute(bytes, index, &sink)
            case .rawEnd: index = readRawEnd(bytes, index, &sink)
            case .scriptEscape: index = readScriptEscape(bytes, index, &sink)
            case .comment: index = readComment(bytes, index, &sink)
            case .doctype: index = readDoctype(bytes, index, &sink)
            case .characterReference: index = readCharacterReference(bytes, index, &sink)
            }
        }
    }

    /// Says that the input is over: what is pending becomes tokens as the standard's end-of-file rules say.
    mutating func finish<Sink: HTMLTokenSink>(into sink: inout Sink) {
        if state.group == .characterReference { endCharacterReference(&sink) }
        switch state {
        case .tagOpen, .rawLessThan:
            emit("<", to: &sink)
        case .endTagOpen, .rawEndTagOpen:
            emit("</", to: &sink)
        case .rawEndTagName:
            emit("</", to: &sink)
            emitPending(to: &sink)
        case .markupDeclarationOpen:
            if Sink.readsComments { commentData += pending }
            emitComment(to: &sink)
        case .cdataBracket:
            emit("]", to: &sink)
        case .cdataEnd:
            emit("]]", to: &sink)
        case .bogusDoctype:
            sink.doctype(doctype)
        default:
            if state.group == .comment, state != .cdata { emitComment(to: &sink) }
            if state.group == .doctype {
                if state == .doctype || state == .beforeDoctypeName { doctype = HTMLDoctype() }
                doctype.forcesQuirks = true
                sink.doctype(doctype)
            }
        }
        state = .data
        pending.removeAll()
    }
}

extension HTMLTokenizer {
    /// Hands over a few literal characters.
    func emit<Sink: HTMLTokenSink>(_ literal: String, to sink: inout Sink) {
        sink.text(literal.utf8Span.span)
    }

    mutating func emitPending<Sink: HTMLTokenSink>(to sink: inout Sink) {
        sink.text(pending.span)
        pending.removeAll(keepingCapacity: true)
    }

    mutating func emitTag<Sink: HTMLTokenSink>(to sink: inout Sink) {
        tag.endAttribute()
        state = .data
        if isEndTag {
            sink.endTag(tag)
            return
        }
        switch sink.startTag(tag) {
        case .data: return
        case .rcdata: state = .rcdata
        case .rawtext: state = .rawtext
        case .script: state = .scriptData
        case .plaintext: state = .plaintext
        }
        lastStartTagName = Array(tag.bytes[..<tag.nameEnd])
    }
}
