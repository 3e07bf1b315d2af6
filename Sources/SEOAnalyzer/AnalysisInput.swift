// SPDX-License-Identifier: Apache-2.0

/// What is to be analysed.
public struct AnalysisInput: Sendable {
    /// The document as it came.
    public enum Content: Sendable {
        /// An HTML page in bytes, with the charset its transport named (the parameter of `Content-Type`), if any.
        case html([UInt8], charset: String?)
        /// Plain text in UTF-8; a blank line begins a paragraph.
        case text([UInt8])
    }

    /// The document.
    public var content: Content
    /// The phrase the document should be found by; turns the focus checks on.
    public var keyphrase: String?
    /// The document's language (BCP 47), if the caller knows better than the document.
    public var language: String?
    /// Where the document was found, after redirects. Links are resolved
    /// against it, and told apart by it.
    public var url: String?

    /// How the document was answered; nil if it was not fetched.
    public var response: HTTPResponseFacts?

    /// Describes a document to analyse.
    public init(
        content: Content, keyphrase: String? = nil, language: String? = nil, url: String? = nil,
        response: HTTPResponseFacts? = nil
    ) {
        self.content = content
        self.keyphrase = keyphrase
        self.language = language
        self.url = url
        self.response = response
    }
}
