// SPDX-License-Identifier: Apache-2.0

/// The head of an entry in a tar archive (POSIX.1-1988 ustar, with GNU's entries for long names), the same for the same
/// entry at any time and for any user: owner and times are left out.
struct TarHeader {
    enum Kind: Equatable {
        case file(bytes: Int)
        case folder
        case link(target: String)
    }

    /// Everything in an archive comes in blocks of so many bytes.
    static let block = 512
    /// Longer names stand in an entry of their own.
    private static let nameBytes = 100

    /// The head, or heads, of an entry.
    /// - Parameter permissions: the last nine bits of its mode.
    static func bytes(path: String, kind: Kind, permissions: UInt32) -> [UInt8] {
        switch kind {
        case .file(let size):
            long(path, "L") + header(path, UInt8(ascii: "0"), size: size, permissions: permissions)
        case .folder:
            long(path + "/", "L") + header(path + "/", UInt8(ascii: "5"), size: 0, permissions: permissions)
        case .link(let target):
            long(path, "L") + long(target, "K")
                + header(path, UInt8(ascii: "2"), size: 0, permissions: 0o777, target: target)
        }
    }

    /// Zeros from the end of so many bytes to the end of their last block.
    static func padding(after size: Int) -> Int { (block - size % block) % block }

    /// What ends an archive.
    static let end = [UInt8](repeating: 0, count: 2 * block)

    private static func long(_ name: String, _ type: Unicode.Scalar) -> [UInt8] {
        let bytes = Array(name.utf8)
        guard bytes.count > nameBytes else { return [] }
        let size = bytes.count + 1
        return header("././@LongLink", UInt8(ascii: type), size: size, permissions: 0o644)
            + bytes + [UInt8](repeating: 0, count: 1 + padding(after: size))
    }

    private static func header(
        _ name: String, _ type: UInt8, size: Int, permissions: UInt32, target: String = ""
    ) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ text: some Sequence<UInt8>, at offset: Int, room: Int) {
            for (index, byte) in text.prefix(room).enumerated() { header[offset + index] = byte }
        }
        func put(_ number: Int, at offset: Int, digits: Int) {
            let octal = String(number, radix: 8)
            put(
                (String(repeating: "0", count: max(0, digits - octal.utf8.count)) + octal).utf8, at: offset,
                room: digits)
        }
        put(name.utf8, at: 0, room: nameBytes)
        put(Int(permissions & 0o7777), at: 100, digits: 7)
        put(0, at: 108, digits: 7)
        put(0, at: 116, digits: 7)
        put(size, at: 124, digits: 11)
        put(0, at: 136, digits: 11)
        header[156] = type
        put(target.utf8, at: 157, room: nameBytes)
        put("ustar  \0".utf8, at: 257, room: 8)
        // The sum is taken with blanks in its own place.
        put("        ".utf8, at: 148, room: 8)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(sum, at: 148, digits: 6)
        header[154] = 0
        return header
    }
}
