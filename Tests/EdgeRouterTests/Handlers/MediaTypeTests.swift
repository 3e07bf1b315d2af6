// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct MediaTypeTests {
    @Test(
        arguments: [
            ("text/html", "text/html", nil), ("Text/HTML ;Charset=UTF-8", "text/html", "utf-8"),
            ("text/html; a=b; charset=\"ISO-8859-1\"", "text/html", "iso-8859-1"),
            (" \ttext/plain\t; charset= x ", "text/plain", "x"), ("text/html;charset=a;charset=b", "text/html", "a"),
            ("text/html;charset", "text/html", nil), ("text/html;xcharset=a", "text/html", nil), ("", "", nil),
            (";", "", nil), (";;;charset=", "", ""), ("text/html;charset=\"", "text/html", ""),
        ] as [(String, String, String?)])
    func `type and charset are read in any case and spacing`(text: String, essence: String, charset: String?) {
        let type = MediaType(text)
        #expect(type.essence == essence && type.charset == charset)
    }

    @Test(
        arguments: [
            ("multipart/form-data; boundary=aB-c", "aB-c"), ("multipart/form-data; charset=x; Boundary=\"a b\"", "a b"),
            ("multipart/form-data; boundary=", ""), ("multipart/form-data", nil),
            ("multipart/form-data; xboundary=a", nil),
        ] as [(String, String?)])
    func `a boundary is read as it is`(text: String, boundary: String?) {
        #expect(MediaType(text).boundary == boundary)
    }
}
