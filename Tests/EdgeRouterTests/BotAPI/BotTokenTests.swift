// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import Testing

@testable import EdgeRouter

@Suite struct BotTokenTests {
    private let key = BotTokenKey()
    private let own = BotToken(binding: "SEO_BOT", client: "acme", instance: InstanceID(0x1f))
    private let shared = BotToken(binding: "CHAT-BOT", client: nil, instance: InstanceID(.max))
    private let request = BotToken(
        binding: "CHAT-BOT", client: "acme", instance: InstanceID(7), expiresAt: 1_800_000_000)

    @Test func `every kind of token is read back as it was signed`() {
        for token in [own, shared, request] {
            let text = Array(token.text(signedWith: key).utf8)
            #expect(BotToken(text, signedWith: key) == token)
        }
        #expect(own.text(signedWith: key).hasPrefix("edgebot_1.i.SEO_BOT.acme..000000000000001f."))
    }

    @Test func `nothing in it needs quoting in a URL`() {
        for token in [own, shared, request] {
            let marks = Array("-._".utf8)
            #expect(token.text(signedWith: key).utf8.allSatisfy { $0.isASCIIAlphanumeric || marks.contains($0) })
        }
    }

    @Test func `one that is cut anywhere, or changed anywhere, is none`() {
        for token in [own, shared, request] {
            let text = Array(token.text(signedWith: key).utf8)
            for length in text.indices { #expect(BotToken(text.prefix(length), signedWith: key) == nil, "\(length)") }
            for index in text.indices {
                var changed = text
                changed[index] = changed[index] == 0x30 ? 0x31 : 0x30
                #expect(BotToken(changed, signedWith: key) == nil, "\(index)")
            }
            #expect(BotToken(text + [0x30], signedWith: key) == nil)
        }
    }

    @Test func `another router's token is none, nor is what was never one`() {
        #expect(BotToken(Array(own.text(signedWith: BotTokenKey()).utf8), signedWith: key) == nil)
        for text in ["", ".", "......", "edgebot_1.i.A.b.000000000000001f.", String(repeating: ".", count: 1000)] {
            #expect(BotToken(Array(text.utf8), signedWith: key) == nil)
        }
    }

    @Test func `no token of a bot is a client's, nor the other way round`() {
        let text = Array(own.text(signedWith: key).utf8)
        #expect(!ClientToken.isWellFormed(text))
        let field = Received("Bearer ").bytes + text
        #expect(BearerToken.ownRange(in: Received(field).range, field.span) == nil)
        #expect(BotToken(Array(ClientToken().text.utf8), signedWith: key) == nil)
    }

    @Test func `a request's token ends with its time, an instance's own does not`() {
        #expect(request.isAlive(now: 1_799_999_999) && !request.isAlive(now: 1_800_000_000))
        #expect(own.isAlive(now: .max))
    }

    @Test func `an instance's id is 16 digits in lower case`() {
        #expect(InstanceID(text: "000000000000001f")?.description == "000000000000001f")
        for text in ["1f", "000000000000001F", "+00000000000001f", "0000000000000000f", ""] {
            #expect(InstanceID(text: text) == nil)
        }
    }
}
