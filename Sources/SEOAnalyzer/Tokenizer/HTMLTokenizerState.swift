// SPDX-License-Identifier: Apache-2.0

/// The states of section 13.2.5, by the standard's names. States that differ only in where they return to are one here,
/// with the return kept beside them: the end tag states of RCDATA, RAWTEXT, script data and escaped script data.
/// "Ambiguous ampersand" has none: it does what the state it returns to does with the same letters.
enum HTMLTokenizerState: UInt8 {
    case data, rcdata, rawtext, scriptData, plaintext, scriptEscaped, scriptDoubleEscaped, cdata

    case tagOpen, endTagOpen, tagName, selfClosingStartTag

    case beforeAttributeName, attributeName, afterAttributeName, beforeAttributeValue
    case attributeValueDoubleQuoted, attributeValueSingleQuoted, attributeValueUnquoted, afterAttributeValueQuoted

    case rawLessThan, rawEndTagOpen, rawEndTagName, cdataBracket, cdataEnd

    case scriptEscapeStart, scriptEscapeStartDash, scriptEscapedDash, scriptEscapedDashDash
    case scriptDoubleEscapeStart, scriptDoubleEscapedDash, scriptDoubleEscapedDashDash
    case scriptDoubleEscapedLessThan, scriptDoubleEscapeEnd

    case bogusComment, markupDeclarationOpen, commentStart, commentStartDash, comment, commentLessThan
    case commentLessThanBang, commentLessThanBangDash, commentLessThanBangDashDash
    case commentEndDash, commentEnd, commentEndBang

    case doctype, beforeDoctypeName, doctypeName, afterDoctypeName, doctypeKeyword
    case afterPublicKeyword, beforePublicIdentifier, publicIdentifierDoubleQuoted, publicIdentifierSingleQuoted
    case afterPublicIdentifier, betweenIdentifiers
    case afterSystemKeyword, beforeSystemIdentifier, systemIdentifierDoubleQuoted, systemIdentifierSingleQuoted
    case afterSystemIdentifier, bogusDoctype

    case characterReference, namedCharacterReference, numericCharacterReference
    case hexadecimalStart, hexadecimal, decimal

    /// Which function reads the state.
    enum Group { case text, tag, attribute, rawEnd, scriptEscape, comment, doctype, characterReference }

    var group: Group {
        switch rawValue {
        case ...HTMLTokenizerState.cdata.rawValue: .text
        case ...HTMLTokenizerState.selfClosingStartTag.rawValue: .tag
        case ...HTMLTokenizerState.afterAttributeValueQuoted.rawValue: .attribute
        case ...HTMLTokenizerState.cdataEnd.rawValue: .rawEnd
        case ...HTMLTokenizerState.scriptDoubleEscapeEnd.rawValue: .scriptEscape
        case ...HTMLTokenizerState.commentEndBang.rawValue: .comment
        case ...HTMLTokenizerState.bogusDoctype.rawValue: .doctype
        default: .characterReference
        }
    }
}
