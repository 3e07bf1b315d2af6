// SPDX-License-Identifier: Apache-2.0

/// Separates Swift source into code and comments, so that a brace in a string or an import in a comment counts for
/// nothing. Line ends stay in both layers.
///
/// It knows line and nested block comments, plain, raw and multi-line strings, and code interpolated into them. A
/// single-line string left open ends with its line, so that what it misreads (a quote in a regex literal) costs one
/// line and not the file.
struct CodeLayers {
    private(set) var code: [UInt8] = []
    private(set) var comments: [UInt8] = []

    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        code.reserveCapacity(bytes.count)
        comments.reserveCapacity(bytes.count)
        readCode(untilParenthesis: false)
    }

    private enum Layer { case code, comment, neither }

    private func peek(_ offset: Int = 0) -> UInt8? {
        at + offset < bytes.count ? bytes[at + offset] : nil
    }

    private mutating func take(_ layer: Layer, _ count: Int = 1) {
        for _ in 0..<count where at < bytes.count {
            let byte = bytes[at]
            let blank = byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " ")
            code.append(layer == .code ? byte : blank)
            comments.append(layer == .comment ? byte : blank)
            at += 1
        }
    }

    /// Reads code to the end of the text, or to the parenthesis that closes an interpolation.
    private mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                while let next = peek(), next != UInt8(ascii: "\n") { take(.comment) }
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                readBlockComment()
            case UInt8(ascii: "\""):
                readString(hashes: 0)
            case UInt8(ascii: "#"):
                let hashes = bytes[at...].prefix { $0 == UInt8(ascii: "#") }.count
                if peek(hashes) == UInt8(ascii: "\"") {
                    take(.neither, hashes)
                    readString(hashes: hashes)
                } else {
                    take(.code, hashes)
                }
            case UInt8(ascii: "("):
                depth += 1
                take(.code)
            case UInt8(ascii: ")"):
                if untilParenthesis, depth == 0 { return }
                depth -= 1
                take(.code)
            default:
                take(.code)
            }
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                depth += 1
                take(.comment, 2)
            } else if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                depth -= 1
                take(.comment, 2)
            } else {
                take(.comment)
            }
        } while depth > 0 && at < bytes.count
    }

    private func runs(of byte: UInt8, _ count: Int, from offset: Int = 0) -> Bool {
        (0..<count).allSatisfy { peek(offset + $0) == byte }
    }

    private mutating func readString(hashes: Int) {
        let quotes = runs(of: UInt8(ascii: "\""), 3) ? 3 : 1
        take(.neither, quotes)
        while let byte = peek() {
            if byte == UInt8(ascii: "\n"), quotes == 1 { return }
            if byte == UInt8(ascii: "\\"), runs(of: UInt8(ascii: "#"), hashes, from: 1) {
                take(.neither, 1 + hashes)
                guard peek() == UInt8(ascii: "(") else {
                    if peek() != UInt8(ascii: "\n") { take(.neither) }
                    continue
                }
                take(.neither)
                readCode(untilParenthesis: true)
                take(.neither)
            } else if runs(of: UInt8(ascii: "\""), quotes), runs(of: UInt8(ascii: "#"), hashes, from: quotes) {
                take(.neither, quotes + hashes)
                return
            } else {
                take(.neither)
            }
        }
    }
}
