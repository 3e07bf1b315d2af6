// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EventLoop

/// The key that signs bots' tokens (HMAC-SHA-256, RFC 2104).
struct BotTokenKey: Sendable {
    private let key: SymmetricKey

    /// How long it is, in bytes.
    static let byteCount = 32

    /// A random one.
    init() { key = SymmetricKey(size: .bits256) }

    /// A key of these bytes; nil unless there are ``byteCount``.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// Its bytes.
    // Copied within the call.
    private var bytes: [UInt8] { unsafe key.withUnsafeBytes { unsafe Array($0) } }

    /// The code of a text.
    func code(of text: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: text, using: key))
    }

    /// Whether it is the code of the text; compared in a time that does not depend on where they differ.
    func isCode(_ code: [UInt8], of text: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: text, using: key)
    }
}

extension BotTokenKey {
    /// More than the file has, in bytes.
    private static let fileBytes = 4096

    private static func path(_ directory: String) -> String { directory + "/bot-token-key" }

    /// The key of a data directory, which this process has to itself. Made by the first start: readable for the user
    /// alone, random, and the same from then on, so that bots that run on are known again. A file that was damaged is
    /// made anew; then running bots' tokens are good for nothing until they are started again.
    init(inDataDirectory directory: String) throws(SystemError) {
        let path = Self.path(directory)
        if FileSystem.exists(path), let key = Self(try FileSystem.read(path, limit: Self.fileBytes)) {
            self = key
            return
        }
        let key = Self()
        // Under another name first: a file that is cut short by a crash would be taken for damaged, but never for
        // whole.
        try FileSystem.remove(path + ".new")
        let file = try DiskFile.new(path + ".new")
        try file.write(key.bytes)
        try file.synchronize()
        try FileSystem.remove(path)
        try FileSystem.rename(path + ".new", toFree: path)
        self = key
    }
}
