// SPDX-License-Identifier: Apache-2.0

/// What was wrong with a message that was received. Each is answered and ends its connection, because after it nobody
/// can say where the next message begins.
public enum MessageFault: Error, Equatable, Sendable, CaseIterable {
    case bareCarriageReturn
    case bareLineFeed
    case controlCharacter
    case emptyLines
    case requestLine
    case statusLine
    case method
    case connectMethod
    case connectContent
    case target
    case version
    case unsupportedVersion
    case fieldName
    case fieldWithoutColon
    case tooManyFields
    case requestLineTooLong
    case headTooLarge
    case hostMissing
    case hostRepeated
    case hostInvalid
    case hostMismatch
    case contentLength
    case contentLengthRepeated
    case contentLengthWithTransferEncoding
    case transferEncodingInHTTP10
    case transferEncoding
    case transferEncodingUnknown
    case expectation
    case connectionOption
    case connectionNominatesProtected
    case clientIDRepeated
    case chunkSize
    case chunkExtension
    case chunkExtensionsTooLong
    case chunkEnd
    case trailer
    case trailersTooLong

    /// The status a server answers with. A proxy that finds the fault in an upstream's response answers 502 instead.
    public var status: Int {
        switch self {
        case .requestLineTooLong: 414
        case .headTooLarge, .tooManyFields, .trailersTooLong: 431
        case .expectation: 417
        case .connectMethod: 405
        case .transferEncodingUnknown: 501
        case .unsupportedVersion: 505
        default: 400
        }
    }

    /// What was wrong and what would be right, for the answer and the log.
    public var detail: String {
        switch self {
        case .bareCarriageReturn: "A CR stands without its LF; lines end in CR LF."
        case .bareLineFeed: "A line ends in a bare LF; lines end in CR LF."
        case .controlCharacter: "A control character stands in the message head; only HTAB is allowed in field values."
        case .emptyLines: "Too many empty lines stand before the request line; at most 4 are passed over."
        case .requestLine: "The request line is not `method SP target SP HTTP/1.1`."
        case .statusLine: "The status line is not `HTTP/1.1 SP three digits SP reason`."
        case .method: "The method is not a token."
        case .connectMethod: "CONNECT is not served here."
        case .connectContent: "A CONNECT request has no body."
        case .target: "The request target is not valid; send `/path?query` or an absolute http URL."
        case .version: "The request line does not end in HTTP/1.1 or HTTP/1.0."
        case .unsupportedVersion: "Only HTTP/1.1 and HTTP/1.0 are spoken here."
        case .fieldName: "A field name is empty or has a character that is no token character, such as a space."
        case .fieldWithoutColon: "A field line has no colon."
        case .tooManyFields: "The head has more than \(HTTPLimits.fieldCount) fields."
        case .requestLineTooLong: "The request line is longer than \(HTTPLimits.requestLineBytes) bytes."
        case .headTooLarge: "The message head is larger than \(HTTPLimits.headBytes) bytes."
        case .hostMissing: "An HTTP/1.1 request needs a Host field."
        case .hostRepeated: "There is more than one Host field."
        case .hostInvalid: "The Host field is not `name`, `name:port` or an address."
        case .hostMismatch: "The Host field differs from the authority in the request target."
        case .contentLength: "Content-Length is not a decimal number."
        case .contentLengthRepeated: "There is more than one Content-Length."
        case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding were both sent."
        case .transferEncodingInHTTP10: "Transfer-Encoding does not exist in HTTP/1.0."
        case .transferEncoding: "Transfer-Encoding must be one field with the one value `chunked`."
        case .transferEncodingUnknown: "The only transfer coding understood is `chunked`."
        case .expectation: "The only expectation understood is `100-continue`."
        case .connectionOption: "A Connection option is not a token."
        case .connectionNominatesProtected: "The Connection field names a field that must not be dropped on the way."
        case .clientIDRepeated: "There is more than one X-Client-ID."
        case .chunkSize: "A chunk size is not 1 to \(HTTPLimits.chunkSizeDigits) hexadecimal digits."
        case .chunkExtension: "A chunk extension is not `;name` or `;name=value`."
        case .chunkExtensionsTooLong: "Chunk extensions exceed \(HTTPLimits.chunkExtensionBytes) bytes."
        case .chunkEnd: "Chunk data is not followed by CR LF."
        case .trailer: "A trailer line is not a field line."
        case .trailersTooLong: "The trailer section is larger than \(HTTPLimits.trailerBytes) bytes."
        }
    }
}
