// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// How a failure is written: each surface has the form that its clients read.
enum ErrorStyle {
    /// Our own: `application/problem+json` (RFC 9457).
    case problem
    /// The envelope of Cloudflare's API, under `/client/v4/`.
    case cloudflare
    /// OpenAI's error object, under `/v1/`.
    case openAI

    var contentType: String {
        switch self {
        case .problem: "application/problem+json"
        case .cloudflare, .openAI: "application/json"
        }
    }

    func body(_ problem: Problem, requestID: [UInt8]) -> [UInt8] {
        switch self {
        case .problem: problem.json(requestID: requestID)
        case .cloudflare: problem.envelope
        case .openAI: problem.openAIError
        }
    }
}

extension Problem {
    /// Cloudflare's envelope of a failure, with its code where it has one for this
    /// (developers.cloudflare.com/api, "errors"). Its clients decide by the status or by `success`: both say the same.
    var envelope: [UInt8] {
        var json = Array(#"{"success":false,"errors":[{"code":"#.utf8)
        json.append(decimal: cloudflareCode ?? Self.cloudflareCode(of: status))
        json.append(text: #","message":"#)
        json.append(json: detail)
        json.append(text: "}],\"messages\":[],\"result\":null}\n")
        return json
    }

    /// OpenAI's error object. Its clients decide by the status.
    var openAIError: [UInt8] {
        var json = Array(#"{"error":{"message":"#.utf8)
        json.append(json: detail)
        json.append(text: #","type":"#)
        json.append(json: status < 500 ? "invalid_request_error" : "api_error")
        json.append(text: #","param":null,"code":"#)
        json.append(json: code)
        json.append(text: "}}")
        return json
    }

    private static func cloudflareCode(of status: Int) -> Int {
        switch status {
        case 401, 403: 10000
        case 404: 7003
        case 405: 10405
        case 429: 10429
        default: 10021
        }
    }
}
