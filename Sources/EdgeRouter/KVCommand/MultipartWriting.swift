// SPDX-License-Identifier: Apache-2.0

/// A form with a value and its metadata, as the API takes it (RFC 7578).
struct MultipartWriting {
    /// A line that occurs in neither; a random one, as is usual.
    let boundary: String

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    func body(value: [UInt8], metadata: String) -> [UInt8] {
        var body = Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n".utf8)
        body += metadata.utf8
        body += "\r\n--\(boundary)\r\nContent-Disposition: form-data; name=\"value\"; filename=\"value\"\r\n".utf8
        body += "Content-Type: application/octet-stream\r\n\r\n".utf8
        body += value
        body += "\r\n--\(boundary)--\r\n".utf8
        return body
    }
}
