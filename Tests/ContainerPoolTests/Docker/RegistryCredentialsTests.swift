// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import ContainerPool

@Suite struct RegistryCredentialsTests {
    @Test(arguments: [
        ("alpine", "alpine", "latest", ImageReference.usualRegistry),
        ("edge/bot:1.2", "edge/bot", "1.2", ImageReference.usualRegistry),
        ("docker.io/library/alpine:3", "docker.io/library/alpine", "3", ImageReference.usualRegistry),
        ("localhost:5000/bot", "localhost:5000/bot", "latest", "localhost:5000"),
        ("r.example/a/b:c", "r.example/a/b", "c", "r.example"),
        ("r.example/a@sha256:ab", "r.example/a", "sha256:ab", "r.example"),
    ])
    func `a name is taken apart`(name: String, repository: String, tag: String, registry: String) {
        let reference = ImageReference(name)
        #expect(reference.repository == repository && reference.tag == tag && reference.registry == registry)
    }

    private func decoded(_ header: String?) throws -> String {
        let header: String = try #require(header)
        let text = String(header.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        return String(decoding: try #require(Data(base64Encoded: text)), as: UTF8.self)
    }

    @Test func `credentials are those of the registry alone`() throws {
        let credentials = RegistryCredentials(
            Array(
                #"{"auths":{"https://r.example":{"auth":"dXNlcjpwYTpzcz8+"},"t.example":{"identitytoken":"T"}}}"#.utf8))
        #expect(
            try decoded(credentials.header(registry: "r.example"))
                == #"{"password":"pa:ss?>","serveraddress":"https://r.example","username":"user"}"#)
        #expect(
            try decoded(credentials.header(registry: "t.example"))
                == #"{"identitytoken":"T","serveraddress":"t.example"}"#)
        #expect(credentials.header(registry: "other.example") == nil)
        #expect(try decoded(credentials.configurationHeader).contains(#""https://r.example":{"#))
    }

    @Test(arguments: ["", "[]", "{", #"{"auths":3}"#, #"{"credsStore":"x"}"#])
    func `what is no such file holds none`(json: String) {
        #expect(RegistryCredentials(Array(json.utf8)).configurationHeader == nil)
    }
}
