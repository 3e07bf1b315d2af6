// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct BotInstancesTests {
    private let key = BotTokenKey()
    private var instances = BotInstances()
    private let address = SocketAddress(literal: "10.213.0.2", port: 4000)!
    private let other = SocketAddress(literal: "10.213.0.3", port: 4000)!
    private let loopback = SocketAddress(literal: "127.0.0.1", port: 4000)!

    private func began(_ id: UInt64, client: String?, at address: SocketAddress?) -> BotInstances.Change {
        .began(
            BotInstance(
                id: InstanceID(id), key: InstanceKey(binding: "BOT", client: client),
                origin: address.map { .address($0.bytes) } ?? .loopback))
    }

    private func token(_ id: UInt64, _ client: String?, expiresAt: Int64? = nil, binding: String = "BOT") -> [UInt8] {
        Array(
            BotToken(binding: binding, client: client, instance: InstanceID(id), expiresAt: expiresAt)
                .text(signedWith: key).utf8)
    }

    private func refusal(_ token: [UInt8], from peer: SocketAddress, now: Int64 = 0) -> BotInstances.Refusal? {
        do throws(BotInstances.Refusal) {
            _ = try instances.bearer(token, from: peer, key: key, now: now)
            return nil
        } catch {
            return error
        }
    }

    @Test mutating func `a token is let in from its instance's address alone, while that runs`() throws {
        #expect(refusal(token(1, "acme"), from: address) == .ended)
        instances.apply(began(1, client: "acme", at: address))
        let bearer = try instances.bearer(token(1, "acme"), from: address, key: key, now: 0)
        #expect(bearer == .init(binding: "BOT", client: "acme", life: .first, instance: InstanceID(1)))
        #expect(refusal(token(1, "acme"), from: other) == .elsewhere)
        #expect(refusal(token(1, "acme"), from: loopback) == .elsewhere)
        instances.apply(.ended(InstanceID(1)))
        #expect(refusal(token(1, "acme"), from: address) == .ended)
    }

    @Test mutating func `a local process is let in from loopback alone`() {
        instances.apply(began(1, client: "acme", at: nil))
        #expect(refusal(token(1, "acme"), from: loopback) == nil)
        #expect(refusal(token(1, "acme"), from: address) == .elsewhere)
    }

    @Test mutating func `a token speaks only for what its instance is`() {
        instances.apply(began(1, client: "acme", at: nil))
        instances.apply(began(2, client: nil, at: nil))
        #expect(refusal(token(1, "beta"), from: loopback) == .ended)
        #expect(refusal(token(1, nil), from: loopback) == .ended)
        #expect(refusal(token(1, "acme", binding: "OTHER"), from: loopback) == .ended)
        #expect(refusal(token(1, "beta", expiresAt: 9), from: loopback) == .ended)
        #expect(refusal(token(2, "beta"), from: loopback) == .ended)
        #expect(refusal([], from: loopback) == .unknown)
    }

    @Test mutating func `a shared instance acts for the client of each request, as long as that may last`() throws {
        instances.apply(began(2, client: nil, at: nil))
        #expect(!instances.hasShared)
        instances.published(InstanceID(2), of: ServiceKey(binding: "BOT"), generation: 2)
        #expect(instances.hasShared && instances.shared(generation: 2)?.id == InstanceID(2))
        let bearer = try instances.bearer(token(2, "beta", expiresAt: 900), from: loopback, key: key, now: 899)
        #expect(bearer.client == "beta")
        #expect(try instances.bearer(token(2, nil), from: loopback, key: key, now: 0).client == nil)
        #expect(refusal(token(2, "beta", expiresAt: 900), from: loopback, now: 900) == .expired)
        instances.apply(.ended(InstanceID(2)))
        #expect(instances.shared(generation: 2) == nil)
        instances.ended(generation: 2)
        #expect(!instances.hasShared)
    }
}
