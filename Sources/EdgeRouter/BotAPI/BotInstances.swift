// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

/// A running instance, as the bot listener and the proxy know it.
struct BotInstance: Equatable, Sendable {
    /// Where its requests come from.
    enum Origin: Equatable, Sendable {
        /// From this address alone: four or sixteen bytes, as ``SocketAddress/bytes``.
        case address([UInt8])
        /// From loopback: a process of this machine.
        case loopback
    }

    let id: InstanceID
    /// The bot, and the client unless clients share the instance.
    let key: InstanceKey
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
        case ended(InstanceID)
    }

    /// Who a token speaks for, once it has been let in.
    struct Bearer: Equatable {
        let binding: String
        /// Nil for the own token of an instance that clients share.
        let client: String?
        /// Of the clients of that id the one that the token was made for.
        let life: ClientLife
        let instance: InstanceID
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

    private var instances: [InstanceID: BotInstance] = [:]
    /// Those that clients share and that requests may go to, by generation: their requests carry a token each.
    private var shared: [UInt64: InstanceID] = [:]

    /// Takes up what the control thread tells.
    mutating func apply(_ change: Change) {
        switch change {
        case .began(let instance): instances[instance.id] = instance
        case .ended(let id): instances[id] = nil
        }
    }

    /// Requests may go to an instance from now on, as that generation.
    mutating func published(_ id: InstanceID, of service: ServiceKey, generation: UInt64) {
        if service.client == nil, instances[id] != nil { shared[generation] = id }
    }

    /// No request goes to that generation any more.
    mutating func ended(generation: UInt64) { shared[generation] = nil }

    /// Whether any instance is shared, so that a request to it needs a token of its own.
    var hasShared: Bool { !shared.isEmpty }

    /// The shared instance behind an endpoint.
    func shared(generation: UInt64) -> BotInstance? { shared[generation].flatMap { instances[$0] } }

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
        return Bearer(binding: token.binding, client: token.client, life: token.life, instance: token.instance)
    }
}
