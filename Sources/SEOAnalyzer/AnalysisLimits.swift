// SPDX-License-Identifier: Apache-2.0

/// What bounds an analysis whatever it is given. Counts in the report stay exact where a list is cut short.
enum AnalysisLimits {
    /// Bytes of a document that are read; the rest is left out and the report says `truncated`. Search engines read
    /// less: Googlebot stops at 15 MB (developers.google.com/search/docs/crawling-indexing/googlebot).
    static let inputBytes = 16 * 1024 * 1024
    /// Open elements; deeper ones are read as if they closed at once. Browsers stop at 512 as well.
    static let nestingDepth = 512
    /// Entries of each list in the report: links, headings, language alternates, social tags, structured data.
    static let listedItems = 1000
    /// Bytes of a text shown in a list: the text of a link or heading, an address, the content of a meta element.
    static let listedTextBytes = 4096
    /// Elements shown that an audit found fault with.
    static let listedCulprits = 50
    /// Bytes of an attribute shown in such an element.
    static let snippetBytes = 200
    /// Distinct ids of a page that are looked at for repetition; later new ones are not.
    static let distinctIDs = 1 << 16
    /// Bytes of structured data that are read, over all its blocks.
    static let structuredDataBytes = 1024 * 1024
    /// Bytes of a word that tell it from others; no dictionary has longer ones.
    static let wordBytes = 128
    /// Distinct words, pairs and triples that are counted; later new ones are not.
    static let distinctTerms = 1 << 18
    /// Terms listed for each length (section 8 of the design).
    static let listedTerms = 50
    /// Keyphrases listed.
    static let listedKeyphrases = 20
    /// Words of a focus keyphrase that are looked for.
    static let keyphraseWords = 16
}
