// SPDX-License-Identifier: Apache-2.0

/// Text that goes into every answer or log line, as bytes made once: appending an array is a copy, appending a String's
/// UTF-8 three times the work, and a request has some forty of them.
enum Fragment {
    static let lineEnd = Array("\r\n".utf8)
    static let lastChunk = Array("0\r\n\r\n".utf8)
    static let requestID = Array("X-Request-ID: ".utf8)
    static let contentType = Array("Content-Type: ".utf8)
    static let octetStream = Array("application/octet-stream".utf8)
    static let etag = Array("ETag: ".utf8)
    static let serverTiming = Array("Server-Timing: ".utf8)
    static let separator = Array(", ".utf8)
    /// What a client stored may be a page with scripts: opened in a browser it must not act in our name.
    static let storedValueSafety = Array(
        ("\r\nX-Content-Type-Options: nosniff\r\nContent-Security-Policy: sandbox; default-src 'none'"
            + "\r\nCross-Origin-Resource-Policy: same-origin\r\nETag: ").utf8)

    /// `kv;dur=` and the like.
    static let timingParts = ServerTiming.Part.allCases.map { Array("\($0.text);dur=".utf8) }

    static let logTime = Array(#"{"time":""#.utf8)
    static let logPeer = Array(#"","peer":""#.utf8)
    static let logClient = Array(#"","client":""#.utf8)
    static let logMethod = Array(#"","method":""#.utf8)
    static let logPath = Array(#"","path":""#.utf8)
    static let logStatus = Array(#"","status":"#.utf8)
    static let logBytes = Array(#","bytes":"#.utf8)
    static let logMilliseconds = Array(#","ms":"#.utf8)
    static let logRoute = Array(#","route":""#.utf8)
    static let logRequestID = Array(#"","request_id":""#.utf8)
    static let logEnd = Array("\"}\n".utf8)
}
