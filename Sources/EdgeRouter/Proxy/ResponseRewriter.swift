// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Carries an upstream's response fields over into ours.
struct ResponseRewriter {
    /// What was removed from the request's path, to be put in front of the paths the response names; empty where the
    /// client sees the upstream's own paths.
    let prefix: ArraySlice<UInt8>

    /// Appends the fields of a response, without hop-by-hop and framing fields.
    func append(
        _ head: MessageHead, _ semantics: ResponseSemantics, _ bytes: [UInt8], to out: inout [UInt8]
    ) {
        for field in head.fields where !field.id.isHopByHop {
            switch field.id {
            case .contentLength, .xRequestID: continue
            default: break
            }
            if semantics.hasNominatedFields, head.nominates(field, bytes.span) { continue }
            out.append(contentsOf: bytes[field.name.indices])
            out.append(text: ": ")
            appendValue(field, bytes, to: &out)
            out.append(text: "\r\n")
        }
        out.append(text: head.version == .http11 ? "Via: 1.1 edge-router\r\n" : "Via: 1.0 edge-router\r\n")
    }

    private func appendValue(_ field: Field, _ bytes: [UInt8], to out: inout [UInt8]) {
        let value = field.value.indices
        guard !prefix.isEmpty else {
            out.append(contentsOf: bytes[value])
            return
        }
        switch field.id {
        case .location, .contentLocation:
            if isAbsolutePath(bytes, value) { out.append(contentsOf: prefix) }
            out.append(contentsOf: bytes[value])
        case .setCookie:
            appendCookie(bytes, value, to: &out)
        default:
            out.append(contentsOf: bytes[value])
        }
    }

    /// `/path`, but not `//host/path`, which names another host.
    private func isAbsolutePath(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard let first = range.first, bytes[first] == 0x2f else { return false }
        return range.count == 1 || bytes[first + 1] != 0x2f
    }

    /// Puts the prefix into a cookie's Path attribute (RFC 6265 section 4.1.2.4).
    private func appendCookie(_ bytes: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
        var index = range.lowerBound
        var isFirst = true
        while index < range.upperBound {
            var end = index
            while end < range.upperBound, bytes[end] != 0x3b { end += 1 }
            var start = index
            while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
            let attribute = "path=/"
            let nameEnd = start + attribute.utf8.count
            if !isFirst, nameEnd <= end,
                bytes.span.matches(ByteRange(start, nameEnd), lowercase: attribute)
            {
                out.append(contentsOf: bytes[index..<nameEnd - 1])
                out.append(contentsOf: prefix)
                out.append(contentsOf: bytes[nameEnd - 1..<end])
            } else {
                out.append(contentsOf: bytes[index..<end])
            }
            if end < range.upperBound { out.append(0x3b) }
            isFirst = false
            index = end + 1
        }
    }
}
