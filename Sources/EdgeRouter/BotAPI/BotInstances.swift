// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

/// Names one life of an instance towards the bot: 16 hexadecimal digits, chosen by the router and never used twice.
struct BotInstanceID: Hashable, Sendable, CustomStringConvertible {
    private let number: UInt64

    /// An id by its number.
    init(_ number: UInt64) { self.number = number }

    /// An id as it is written; nil if the text is no 16 digits in lower case.
    init?(_ text: String) {
        guard text.utf8.count == 16,
            text.utf8.allSatisfy({ $0.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }),
            let number = UInt64(text, radix: 16)
        else { return nil }
        self.number = number
    }

    /// 16 digits.
    var description: String {
        var text: [UInt8] = []
        RequestIDGenerator.append(number, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

/// A running instance, as the bot listener and the proxy know it.
struct BotInstance: Equatable, Sendable {
    /// Where its requests come from.
    enum Origin: Equatable, Sendable {
        /// From this address alone: four or sixteen bytes, as ``SocketAddress/bytes``.
        case address([UInt8])
        /// From loopback: a process of this machine.
        case loopback
    }

    let id: BotInstanceID
    /// The bot, and the client unless clients share the instance.
    let key: InstanceKey
    /// The generation of its endpoint.
    let generation: UInt64
    let origin: Origin

    /// Whether a peer's address is the instance's.
    func isAt(_ peer: SocketAddress) -> Bool {
        switch origin {
        case .address(let bytes): peer.bytes == bytes
        case .loopback: peer.isLoopback
        }
    }
}

/// The instances that run, as one loop knows them: told by the control thread, read with every request of a bot. Pure.
struct BotInstances {
    /// What the control thread tells.
    enum Change: Equatable, Sendable {
        /// It runs from now on; told before its endpoint is published and before it is started with its token.
        case began(BotInstance)
        /// It is no more: its tokens are good for nothing.
        case ended(BotInstanceID)
    }

    /// Who a token speaks for, once it has been let in.
    struct Bearer: Equatable {
        let binding: String
        /// Nil for the own token of an instance that clients share.
        let client: String?
        let instance: BotInstanceID
    }

    /// Why a token is not let in.
    enum Refusal: Error, Equatable {
        /// Not signed here, or cut.
        case unknown
        /// Its time is over.
        case expired
        /// Its instance has ended, or never was.
        case ended
        /// Shown from another address than the instance's.
        case elsewhere
    }

    private var instances: [BotInstanceID: BotInstance] = [:]
    /// Those that clients share, by generation: their requests carry a token each.
    private var shared: [UInt64: BotInstance] = [:]

    /// Takes up what the control thread tells.
    mutating func apply(_ change: Change) {
        switch change {
        case .began(let instance):
            instances[instance.id] = instance
            if instance.key.client == nil { shared[instance.generation] = instance }
        case .ended(let id):
            guard let instance = instances.removeValue(forKey: id) else { return }
            if shared[instance.generation]?.id == id { shared[instance.generation] = nil }
        }
    }

    /// Whether any instance is shared, so that a request to it needs a token of its own.
    var hasShared: Bool { !shared.isEmpty }

    /// The shared instance behind an endpoint.
    func shared(generation: UInt64) -> BotInstance? { shared[generation] }

    /// Lets a token in, or says why not.
    func bearer(
        _ token: some Collection<UInt8>, from peer: SocketAddress, key: BotTokenKey, now: Int64
    ) throws(Refusal) -> Bearer {
        guard let token = BotToken(token, signedWith: key) else { throw .unknown }
        guard token.isAlive(now: now) else { throw .expired }
        guard let instance = instances[token.instance], instance.key.binding == token.binding,
            // A request's token is for an instance that has no client of its own, an instance's is for its own.
            instance.key.client == (token.expiresAt == nil ? token.client : nil)
        else { throw .ended }
        guard instance.isAt(peer) else { throw .elsewhere }
        return Bearer(binding: token.binding, client: token.client, instance: token.instance)
    }
}
