// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// What the libcurl of this machine is, for people who look for what is missing.
public struct OutboundLibrary: Equatable, Sendable {
    /// Its version, such as `7.88.1`.
    public var version: String
    /// The TLS library it was built with, such as `OpenSSL/3.0.15`; nil if there is none, and then no `https`.
    public var tls: String?
    /// Whether it speaks HTTP/2.
    public var hasHTTP2: Bool
    /// Whether it connects to Unix sockets.
    public var hasUnixSockets: Bool
    /// The file of certificates that it trusts, unless told otherwise; nil if it was built without one.
    public var certificateFile: String?
    /// The same as a directory.
    public var certificateDirectory: String?

    /// A library of these properties.
    public init(
        version: String, tls: String?, hasHTTP2: Bool, hasUnixSockets: Bool, certificateFile: String?,
        certificateDirectory: String? = nil
    ) {
        self.version = version
        self.tls = tls
        self.hasHTTP2 = hasHTTP2
        self.hasUnixSockets = hasUnixSockets
        self.certificateFile = certificateFile
        self.certificateDirectory = certificateDirectory
    }

    /// Opens the library, as a client does with its first request, and asks it.
    /// - Throws: ``OutboundError`` of kind `libraryMissing`.
    public static func open() throws(OutboundError) -> OutboundLibrary { try open(OutboundClient.library) }

    /// The same with another library, for tests.
    package static func open(_ library: String) throws(OutboundError) -> OutboundLibrary {
        if let problem = MultiLoop.loadingProblem(library) { throw problem }
        // The library is open, never closed, and its own description of itself is constant.
        guard let facts = unsafe ccurl_version()?.pointee else {
            throw OutboundError(.libraryMissing, "libcurl says nothing about itself.")
        }
        // Its strings are constants, too.
        return unsafe OutboundLibrary(
            version: text(facts.version) ?? "unknown",
            tls: facts.features & CURL_VERSION_SSL != 0 ? text(facts.ssl_version) : nil,
            hasHTTP2: facts.features & CURL_VERSION_HTTP2 != 0,
            hasUnixSockets: facts.features & CURL_VERSION_UNIX_SOCKETS != 0, certificateFile: text(facts.cainfo),
            certificateDirectory: text(facts.capath))
    }

    @unsafe private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }
}
