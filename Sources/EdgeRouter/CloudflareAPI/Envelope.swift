// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// The answers of Cloudflare's API: `{success, errors, messages, result, result_info?}`. Failures are written by
/// ``ErrorStyle``.
enum Envelope {
    /// How a list is divided (developers.cloudflare.com/api, "result_info").
    enum Info {
        /// Page by page, counted from 1.
        case pages(page: Int, perPage: Int, count: Int, total: Int)
        /// From cursor to cursor; none at the end.
        case cursor(count: Int, next: [UInt8]?)
    }

    /// A whole answer. `result` appends one JSON value.
    static func success(
        _ info: Info? = nil, message: String? = nil, result: (inout [UInt8]) -> Void
    ) -> [UInt8] {
        var json = Array(#"{"success":true,"errors":[],"messages":["#.utf8)
        if let message {
            json.append(text: #"{"code":10000,"message":"#)
            json.append(json: message)
            json.append(text: "}")
        }
        json.append(text: #"],"result":"#)
        result(&json)
        switch info {
        case .pages(let page, let perPage, let count, let total):
            json.append(text: #","result_info":{"page":"#)
            json.append(decimal: page)
            json.append(text: #","per_page":"#)
            json.append(decimal: perPage)
            json.append(text: #","count":"#)
            json.append(decimal: count)
            json.append(text: #","total_count":"#)
            json.append(decimal: total)
            json.append(text: "}")
        case .cursor(let count, let next):
            // Some clients read `cursor`, others `cursors.after`; an empty one is the end for all of them.
            json.append(text: #","result_info":{"count":"#)
            json.append(decimal: count)
            json.append(text: #","cursor":"#)
            json.append(json: next ?? [])
            json.append(text: #","cursors":{"after":"#)
            json.append(json: next ?? [])
            json.append(text: "}}")
        case nil: break
        }
        json.append(text: "}\n")
        return json
    }

    /// The answer to a change that has nothing to tell.
    static let empty = success { $0.append(text: "null") }
}

extension Exchange {
    /// Answers with an envelope.
    func succeed(_ envelope: [UInt8]) { respond(200, contentType: "application/json", envelope) }
}
