// SPDX-License-Identifier: Apache-2.0

/// Document type declarations: 13.2.5.53 to 13.2.5.68.
extension HTMLTokenizer {
    private static let nameStops = ASCII.whitespace | ASCII.mask(ASCII.greaterThan, ASCII.null)
    private static let identifierStops = ASCII.mask(ASCII.greaterThan, ASCII.null, ASCII.carriageReturn)

    mutating func readDoctype<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ index: Int, _ sink: inout Sink
    ) -> Int {
        switch state {
        case .doctype:
            doctype = HTMLDoctype()
            state = .beforeDoctypeName
            return bytes[index].isWhitespace ? index + 1 : index
        case .beforeDoctypeName:
            return readBeforeDoctypeName(bytes[index], index, &sink)
        case .doctypeName:
            return readDoctypeName(bytes, index, &sink)
        case .afterDoctypeName, .doctypeKeyword:
            return readDoctypeKeyword(bytes[index], index, &sink)
        case .publicIdentifierDoubleQuoted, .publicIdentifierSingleQuoted,
            .systemIdentifierDoubleQuoted, .systemIdentifierSingleQuoted:
            return readIdentifier(bytes, index, &sink)
        case .bogusDoctype:
            if bytes[index] == ASCII.greaterThan { emitDoctype(to: &sink) }
            return index + 1
        default:
            return readBesideIdentifier(bytes[index], index, &sink)
        }
    }

    private mutating func emitDoctype<Sink: HTMLTokenSink>(to sink: inout Sink) {
        state = .data
        sink.doctype(doctype)
    }

    private mutating func readBeforeDoctypeName<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        if byte.isWhitespace { return index + 1 }
        if byte == ASCII.greaterThan {
            doctype.forcesQuirks = true
            emitDoctype(to: &sink)
            return index + 1
        }
        doctype.name = []
        state = .doctypeName
        return index
    }

    private mutating func readDoctypeName<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        let end = bytes.firstIndex(in: HTMLTokenizer.nameStops, from: start)
        var run: [UInt8] = []
        run.appendLowercased(bytes.extracting(start..<end))
        HTMLDoctype.append(run.span, to: &doctype.name)
        guard end < bytes.count else { return end }
        switch bytes[end] {
        case ASCII.greaterThan:
            emitDoctype(to: &sink)
        case ASCII.null:
            HTMLDoctype.append(HTMLTokenizer.replacement.utf8Span.span, to: &doctype.name)
        default:
            pending.removeAll(keepingCapacity: true)
            state = .afterDoctypeName
        }
        return end + 1
    }

    /// After the name: keeps the bytes back while they may still spell PUBLIC or SYSTEM.
    private mutating func readDoctypeKeyword<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        if state == .afterDoctypeName {
            if byte.isWhitespace { return index + 1 }
            if byte == ASCII.greaterThan {
                emitDoctype(to: &sink)
                return index + 1
            }
        }
        state = .doctypeKeyword
        pending.append(byte)
        let isPublic = isPendingPrefix(of: "public")
        guard isPublic || isPendingPrefix(of: "system") else {
            doctype.forcesQuirks = true
            state = .bogusDoctype
            return index
        }
        if pending.count == 6 { state = isPublic ? .afterPublicKeyword : .afterSystemKeyword }
        return index + 1
    }

    private func isPendingPrefix(of keyword: String) -> Bool {
        let other = keyword.utf8Span.span
        return pending.count <= other.count
            && pending.span.equalsIgnoringCase(String(keyword.prefix(pending.count)))
    }

    private mutating func readIdentifier<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        let isPublic = state == .publicIdentifierDoubleQuoted || state == .publicIdentifierSingleQuoted
        let isDouble = state == .publicIdentifierDoubleQuoted || state == .systemIdentifierDoubleQuoted
        let quote = isDouble ? ASCII.quote : ASCII.apostrophe
        let end = bytes.firstIndex(in: HTMLTokenizer.identifierStops | 1 << UInt64(quote), from: start)
        appendToIdentifier(bytes.extracting(start..<end), isPublic)
        guard end < bytes.count else { return end }
        switch bytes[end] {
        case quote:
            state = isPublic ? .afterPublicIdentifier : .afterSystemIdentifier
        case ASCII.null:
            appendToIdentifier(HTMLTokenizer.replacement.utf8Span.span, isPublic)
        case ASCII.carriageReturn:
            appendToIdentifier("\n".utf8Span.span, isPublic)
            skipsLineFeed = true
        default:
            doctype.forcesQuirks = true
            emitDoctype(to: &sink)
        }
        return end + 1
    }

    private mutating func appendToIdentifier(_ run: Span<UInt8>, _ isPublic: Bool) {
        if isPublic {
            HTMLDoctype.append(run, to: &doctype.publicIdentifier)
        } else {
            HTMLDoctype.append(run, to: &doctype.systemIdentifier)
        }
    }

    /// Between keyword and identifier, between the two identifiers, and after them: they differ in which quotes begin
    /// an identifier, in what ">" means and in whether anything else makes the document quirky.
    private mutating func readBesideIdentifier<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        let awaitsPublic = state == .afterPublicKeyword || state == .beforePublicIdentifier
        let awaitsSystem = state != .afterSystemIdentifier && !awaitsPublic
        switch byte {
        case _ where byte.isWhitespace:
            if state == .afterPublicKeyword { state = .beforePublicIdentifier }
            if state == .afterSystemKeyword { state = .beforeSystemIdentifier }
            if state == .afterPublicIdentifier { state = .betweenIdentifiers }
        case ASCII.quote where awaitsPublic, ASCII.apostrophe where awaitsPublic:
            doctype.publicIdentifier = []
            state = byte == ASCII.quote ? .publicIdentifierDoubleQuoted : .publicIdentifierSingleQuoted
        case ASCII.quote where awaitsSystem, ASCII.apostrophe where awaitsSystem:
            doctype.systemIdentifier = []
            state = byte == ASCII.quote ? .systemIdentifierDoubleQuoted : .systemIdentifierSingleQuoted
        case ASCII.greaterThan:
            let isIncomplete = awaitsPublic || state == .afterSystemKeyword || state == .beforeSystemIdentifier
            if isIncomplete { doctype.forcesQuirks = true }
            emitDoctype(to: &sink)
        default:
            if state != .afterSystemIdentifier { doctype.forcesQuirks = true }
            state = .bogusDoctype
            return index
        }
        return index + 1
    }
}
