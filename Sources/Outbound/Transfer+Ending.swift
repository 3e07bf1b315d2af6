// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Synchronization

extension Transfer {
    /// What a transfer that libcurl has done with came to.
    func outcome(of code: CURLcode) -> OutboundEvent {
        if isCancelled.load(ordering: .relaxed) { return .failed(cancellation) }
        if let failure { return .failed(failure) }
        guard code == CURLE_OK else { return .failed(error(for: code)) }
        // libcurl is content with a connection that ends within the head.
        guard hasHead else {
            return .failed(error(.connectionLost, "\(peer) broke the connection before its answer's head was whole."))
        }
        return .ended(metrics)
    }

    var cancellation: OutboundError { error(.cancelled, "The call to \(peer) was cancelled.") }

    /// The error of a deadline that passed.
    func error(_ deadline: OutboundDeadline) -> OutboundError {
        let text =
            switch deadline {
            case .connect: "no connection within \(request.deadlines.connect)"
            case .firstByte: "no answer within \(request.deadlines.firstByte ?? .zero)"
            case .silence: "not a byte moved for \(request.deadlines.silence ?? .zero)"
            case .total: "not done within \(request.deadlines.total ?? .zero)"
            }
        return error(.timeout(deadline), "\(peer) took too long: \(text).")
    }

    private func error(for code: CURLcode) -> OutboundError {
        let reason = reason(for: code)
        switch code {
        case CURLE_COULDNT_CONNECT where wasRefused, CURLE_COULDNT_RESOLVE_HOST where wasRefused: return Self.refusal
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return error(.cannotResolve, "\(peer) has no address: \(reason)")
        case CURLE_COULDNT_CONNECT: return error(.cannotConnect, "Cannot connect to \(peer): \(reason)")
        case CURLE_OPERATION_TIMEDOUT where deadlines.isConnecting:
            return wasRefused ? Self.refusal : error(.connect)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            return error(.tls, "TLS with \(peer) failed: \(reason)")
        case CURLE_PARTIAL_FILE: return error(.truncated, "\(peer) broke off within the body: \(reason)")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            return error(.invalidResponse, "\(peer) did not answer in HTTP: \(reason)")
        case CURLE_HTTP2 where !hasHead, CURLE_HTTP2_STREAM where !hasHead:
            return error(.invalidResponse, "\(peer) did not answer in HTTP/2: \(reason)")
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED:
            return error(.invalidRequest, "The URL cannot be used: \(reason)")
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            return error(.overloaded, "libcurl could not set the call to \(peer) up: \(reason)")
        case _ where code.rawValue == Self.tooLarge:
            return error(.headTooLarge, "The header lines of \(peer) go beyond libcurl's own limit: \(reason)")
        case _ where hasHead: return error(.truncated, "\(peer) broke off within the body: \(reason)")
        case _ where deadlines.isConnecting: return error(.cannotConnect, "Cannot connect to \(peer): \(reason)")
        default: return error(.connectionLost, "\(peer) broke the connection before it answered: \(reason)")
        }
    }

    /// CURLE_TOO_LARGE, since 8.6; by number, because older headers do not have it.
    private static let tooLarge: UInt32 = 100

    /// One text for every address, so that it does not say which of them there are.
    static let refusal = OutboundError(
        .addressRefused, "The host's address is not one that may be called from here; use a public one.")

    /// libcurl's own words, without what a peer could have put there to look like more.
    private func reason(for code: CURLcode) -> String {
        // libcurl ends its text with a zero within the buffer; the other text is a constant of its.
        let text = unsafe errorText.map { unsafe String(cString: $0) } ?? ""
        guard text.isEmpty else {
            return String(decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7f ? 0x3f : $0 }, as: UTF8.self)
        }
        return unsafe String(cString: ccurl_easy_strerror(code))
    }

    private var metrics: OutboundMetrics {
        OutboundMetrics(
            connect: .microseconds(max(offset(CURLINFO_CONNECT_TIME_T), offset(CURLINFO_APPCONNECT_TIME_T))),
            firstByte: .microseconds(offset(CURLINFO_STARTTRANSFER_TIME_T)),
            total: .microseconds(offset(CURLINFO_TOTAL_TIME_T)),
            bytesSent: sent, bytesReceived: offset(CURLINFO_SIZE_DOWNLOAD_T),
            reusedConnection: connections == 0)
    }

    private func offset(_ info: CURLINFO) -> Int {
        var value = curl_off_t(0)
        // The kinds asked for are offsets, and the handle is the transfer's.
        if let easy = unsafe easy { _ = unsafe ccurl_get_offset(easy, info, &value) }
        return Int(value)
    }

    /// How many connections had to be made.
    private var connections: Int {
        var value = 0
        // The kind asked for is a long, and the handle is the transfer's.
        if let easy = unsafe easy { _ = unsafe ccurl_get_long(easy, CURLINFO_NUM_CONNECTS, &value) }
        return value
    }
}
