// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// A bot's plain request as the host that it names gets it: nothing of the router's, and nothing that was for it.
struct EgressRequest {
    let bytes: [UInt8]
    let head: MessageHead
    let semantics: RequestSemantics

    /// Appends the whole head.
    func append(to out: inout [UInt8]) {
        let target = semantics.target
        out.append(contentsOf: bytes[head.methodRange.indices])
        out.append(0x20)
        out.append(contentsOf: bytes[target.path.indices])
        if let query = target.query {
            out.append(0x3f)
            out.append(contentsOf: bytes[query.indices])
        }
        out.append(text: " HTTP/1.1\r\nHost: ")
        if let authority = target.authority { out.append(contentsOf: bytes[authority.indices]) }
        out.append(text: "\r\n")
        for field in head.fields where isForwarded(field) {
            out.append(contentsOf: bytes[field.name.indices])
            out.append(text: ": ")
            out.append(contentsOf: bytes[field.value.indices])
            out.append(text: "\r\n")
        }
        RequestRewriter.appendFraming(head, semantics, to: &out)
        out.append(text: "\r\n")
    }

    private func isForwarded(_ field: Field) -> Bool {
        if field.id.isHopByHop { return false }
        switch field.id {
        case .host, .contentLength, .xEdgeToken: return false
        case .expect: if semantics.framing == .none { return false }
        case .authorization:
            // EDGE_TOKEN is for this router alone, whoever it is sent to by mistake.
            if let token = BearerToken.range(in: field.value, bytes.span),
                bytes.span.begins(token, with: BotToken.prefix)
            {
                return false
            }
        case .other: if bytes.span.matches(field.name, lowercase: "proxy-authorization") { return false }
        default: break
        }
        return !(semantics.hasNominatedFields && head.nominates(field, bytes.span))
    }
}
