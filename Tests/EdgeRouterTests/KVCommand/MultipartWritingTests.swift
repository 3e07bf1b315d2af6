// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct MultipartWritingTests {
    @Test func `a form has both parts, the metadata first`() {
        let form = MultipartWriting(boundary: "b")
        #expect(form.contentType == "multipart/form-data; boundary=b")
        #expect(
            form.body(value: Array("v\r\n".utf8), metadata: "{}").text
                == "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"value\"; filename=\"value\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\nv\r\n\r\n--b--\r\n")
    }
}
