// SPDX-License-Identifier: Apache-2.0

internal import CCurl

extension Transfer {
    /// Makes libcurl's handle for the request, which must be sound.
    /// - Returns: what libcurl refused, or CURLE_OK.
    func prepare() -> CURLcode {
        // The handle and all it is told of live until the transfer's end, and are the client's thread's alone.
        guard let easy = unsafe ccurl_easy_init() else { return CURLE_OUT_OF_MEMORY }
        unsafe self.easy = easy
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe text.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe errorText = text
        var options = unsafe CurlOptions(easy)
        unsafe options.check(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, text))
        unsafe options.check(ccurl_set_protocols(easy))
        unsafe ccurl_set_quick_exit(easy)
        options.set(CURLOPT_URL, request.url)
        options.set(CURLOPT_NOSIGNAL, 1)
        options.set(CURLOPT_PATH_AS_IS, 1)
        options.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        options.set(CURLOPT_FOLLOWLOCATION, 0)
        options.set(CURLOPT_PROXY, "")
        options.set(CURLOPT_NOPROXY, "*")
        options.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        let version = request.version == .http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
        options.set(CURLOPT_HTTP_VERSION, version)
        // An answer without a head (HTTP/0.9) is what anything that is no HTTP looks like.
        options.set(CURLOPT_HTTP09_ALLOWED, 0)
        options.set(CURLOPT_TCP_KEEPALIVE, 1)
        options.set(CURLOPT_TCP_KEEPIDLE, OutboundLimits.keepAliveSeconds)
        options.set(CURLOPT_TCP_KEEPINTVL, OutboundLimits.keepAliveSeconds)
        options.set(CURLOPT_MAXAGE_CONN, OutboundLimits.idleSeconds)
        options.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, request.deadlines.connect.milliseconds))
        if request.decompresses { options.set(CURLOPT_ACCEPT_ENCODING, "") }
        if let path = request.unixSocket { options.set(CURLOPT_UNIX_SOCKET_PATH, path) }
        setConnectionUse(&options)
        setMethod(&options)
        setFields(&options)
        setCallbacks(&options)
        return options.code
    }

    /// Which connection may be used, before and after. What libcurl may not send a second time goes over a new one: on
    /// a used one the peer may just be closing, libcurl sends again what brought no answer.
    private func setConnectionUse(_ options: inout CurlOptions) {
        let isStreamed = if case .streamed = request.body { true } else { false }
        let isUnrepeatable = isStreamed || !request.body.mayHaveBytes && !RequestCheck.isIdempotent(request.method)
        if request.addressPolicy != nil || isUnrepeatable { options.set(CURLOPT_FRESH_CONNECT, 1) }
        if request.addressPolicy != nil { options.set(CURLOPT_FORBID_REUSE, 1) }
    }

    private func setMethod(_ options: inout CurlOptions) {
        if request.method == "HEAD" {
            options.set(CURLOPT_NOBODY, 1)
            body = nil
            return
        }
        if body != nil {
            // An upload is any request with a body: it takes every method and adds no field of its own.
            options.set(CURLOPT_UPLOAD, 1)
            let length: Int
            switch request.body {
            case .none: length = 0
            case .bytes(let bytes): length = bytes.count
            case .streamed(let announced): length = announced ?? -1
            }
            options.set(CURLOPT_INFILESIZE_LARGE, offset: length)
        }
        if body != nil || request.method != "GET" { options.set(CURLOPT_CUSTOMREQUEST, request.method) }
    }

    private func setFields(_ options: inout CurlOptions) {
        // A name and a colon alone take away what libcurl would add.
        var lines = ["Expect:"]
        if !request.fields.contains(where: { $0.isNamed("accept") }) { lines.append("Accept:") }
        for field in request.fields {
            // An empty value is written with a semicolon for libcurl, which sends a colon.
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        for line in lines {
            // The list copies the line; where memory is out it stays as it was.
            guard let longer = unsafe ccurl_slist_append(fields, line) else {
                return options.check(CURLE_OUT_OF_MEMORY)
            }
            unsafe fields = longer
        }
        unsafe options.check(ccurl_set_list(options.easy, CURLOPT_HTTPHEADER, fields))
    }

    private func setCallbacks(_ options: inout CurlOptions) {
        // The loop holds the transfer for as long as libcurl has its handle.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        let easy = unsafe options.easy
        unsafe options.check(ccurl_set_header(easy, receiveHeaderLine, context))
        unsafe options.check(ccurl_set_write(easy, receiveBody, context))
        unsafe options.check(ccurl_set_prerequest(easy, connectionStands, context))
        unsafe options.check(ccurl_set_open_socket(easy, openSocket, context))
        if body != nil {
            unsafe options.check(ccurl_set_read(easy, readBody, context))
            unsafe options.check(ccurl_set_seek(easy, rewindBody, context))
        }
        if request.decompresses {
            unsafe options.check(ccurl_set_progress(easy, countReceived, context))
            options.set(CURLOPT_NOPROGRESS, 0)
        }
    }
}

/// Sets one option after another and keeps the first refusal.
// @safe: made and dropped within Transfer.prepare, which owns the handle.
@safe struct CurlOptions {
    let easy: UnsafeMutableRawPointer
    private(set) var code = CURLE_OK

    init(_ easy: UnsafeMutableRawPointer) {
        // Used only while its transfer has the handle.
        unsafe self.easy = easy
    }

    mutating func check(_ result: CURLcode) {
        if code == CURLE_OK { code = result }
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        // The option is one of libcurl's that take a long.
        check(unsafe ccurl_set_long(easy, option, value))
    }

    mutating func set(_ option: CURLoption, offset value: Int) {
        // The option is one of libcurl's that take an offset.
        check(unsafe ccurl_set_offset(easy, option, curl_off_t(value)))
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        // The option is one of libcurl's that take a string, which it copies.
        check(unsafe ccurl_set_text(easy, option, value))
    }
}

extension Duration {
    /// Whole milliseconds, rounded up and held within what libcurl takes.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds >= 0, seconds < Int64(Int32.max) / 1000 else { return seconds < 0 ? 0 : Int(Int32.max) }
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
