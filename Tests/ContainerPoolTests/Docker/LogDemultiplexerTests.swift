// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct LogDemultiplexerTests {
    private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        let length = UInt32(text.utf8.count)
        return [stream, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + Array(text.utf8)
    }

    private func read(_ parts: [[UInt8]], isRaw: Bool = false) -> (out: String, errors: String) {
        var demultiplexer = LogDemultiplexer(isRaw: isRaw)
        var bytes: [Bool: [UInt8]] = [:]
        for part in parts { demultiplexer.take(part) { bytes[$1, default: []] += $0 } }
        return (
            String(decoding: bytes[false] ?? [], as: UTF8.self), String(decoding: bytes[true] ?? [], as: UTF8.self)
        )
    }

    @Test func `frames are taken apart wherever what is read ends`() {
        let log = frame(1, "one\n") + frame(2, "oops\n") + frame(1, "") + frame(1, String(repeating: "x", count: 300))
        let whole = read([log])
        #expect(whole.errors == "oops\n" && whole.out.hasPrefix("one\nxxx") && whole.out.utf8.count == 304)
        for first in 0...log.count {
            #expect(read([Array(log[..<first]), Array(log[first...])]) == whole)
        }
        #expect(read(log.map { [$0] }) == whole)
    }

    @Test func `a terminal's log is handed out as it is`() {
        #expect(read([Array("\u{1}\0\0\0as it is".utf8)], isRaw: true).out == "\u{1}\0\0\0as it is")
        #expect(read([Array("no frame at all".utf8)]).out == "no frame at all")
    }
}
