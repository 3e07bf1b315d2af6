// SPDX-License-Identifier: Apache-2.0

/// A text as numbered words in sentences.
struct TextModel {
    struct Word {
        var term: UInt32
        var beginsSentence: Bool
        var beginsPhrase: Bool
        var followsHyphen: Bool
        var isCapitalized: Bool
    }

    /// A line of the text that has words.
    struct Line {
        /// Where its first word begins in the text.
        var offset: Int
        var firstWord: Int
    }

    private(set) var words: [Word] = []
    private(set) var lines: [Line] = []
    private(set) var terms: TermTable
    private(set) var sentences = 0
    private(set) var paragraphs = 0
    private(set) var characters = 0
    /// Words before the second paragraph begins.
    private(set) var firstParagraphWords = 0
    let secret = KeyedHash()

    /// Reads a text whose paragraphs are separated by line feeds.
    init(_ text: [UInt8]) {
        terms = TermTable(secret: secret)
        let span = text.span
        var scanner = WordScanner()
        var isFirst = true
        words.reserveCapacity(text.count / 6)
        while let found = scanner.next(in: span) {
            let limit = AnalysisLimits.wordBytes
            let term =
                found.isFolded
                ? terms.intern(scanner.folded.span.extracting(first: limit))
                : terms.intern(span.extracting(found.range).extracting(first: limit))
            if found.beginsSentence || isFirst { sentences += 1 }
            if found.beginsParagraph || isFirst {
                paragraphs += 1
                lines.append(Line(offset: found.range.lowerBound, firstWord: words.count))
            }
            if paragraphs == 1 { firstParagraphWords += 1 }
            words.append(
                Word(
                    term: term, beginsSentence: found.beginsSentence || isFirst,
                    beginsPhrase: found.beginsPhrase || found.beginsSentence || isFirst,
                    followsHyphen: found.followsHyphen, isCapitalized: found.isCapitalized))
            isFirst = false
            if term != TermTable.none { terms.count(term) }
        }
        for index in span.indices where !span[index].isContinuation { characters &+= 1 }
    }

    /// How many words each line has.
    func lineLengths() -> [Int] {
        lines.indices.map { ($0 + 1 < lines.count ? lines[$0 + 1].firstWord : words.count) - lines[$0].firstWord }
    }

    /// The words of each line of main text.
    func mainLines(in blocks: TextBlocks) -> [(words: Range<Int>, isHeading: Bool)] {
        let isMain = blocks.mainBlocks()
        var block = 0
        var main: [(words: Range<Int>, isHeading: Bool)] = []
        for (line, length) in zip(lines, lineLengths()) {
            while block + 1 < blocks.blocks.count, blocks.blocks[block + 1].start <= line.offset { block += 1 }
            guard block < isMain.count, isMain[block] else { continue }
            main.append((line.firstWord..<line.firstWord + length, blocks.blocks[block].isHeading))
        }
        return main
    }

    /// How many words stand in blocks of main text.
    func words(in blocks: TextBlocks) -> Int { mainLines(in: blocks).reduce(0) { $0 + $1.words.count } }

    /// Notes which words are stop words, by a list separated by spaces.
    mutating func markStopWords(_ list: String) {
        let span = list.utf8Span.span
        var start = 0
        while start < span.count {
            var end = start
            while end < span.count, span[end] != ASCII.space { end &+= 1 }
            if let term = terms.number(of: span.extracting(start..<end)) { terms.markStopWord(term) }
            start = end + 1
        }
    }

    /// Occurrences of the words of a list.
    func occurrences(of list: String) -> Int {
        let span = list.utf8Span.span
        var total = 0
        var start = 0
        while start < span.count {
            var end = start
            while end < span.count, span[end] != ASCII.space { end &+= 1 }
            if let term = terms.number(of: span.extracting(start..<end)) {
                total += Int(terms.terms[Int(term)].count)
            }
            start = end + 1
        }
        return total
    }
}
