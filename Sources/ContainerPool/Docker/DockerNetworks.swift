// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// The networks of the router's instances: a bridge for each client, or for each bot that clients share, and another
/// for those of them that may reach nothing but the router. The engine keeps networks apart from each other, and they
/// stay while everything on them sleeps.
final class DockerNetworks {
    /// A place on a network.
    struct Attachment {
        let network: String
        let address: UInt32
        /// The host's own address there.
        let gateway: UInt32
    }

    private struct Network {
        let id: String
        let labels: [String: String]
        var hosts: HostAddresses
        /// When it was first seen without anybody on it; what was found like that was so for any time.
        var unusedSince: Instant?
    }

    private let client: DockerClient
    private let owner: String
    private let pool: IPv4Block
    private var allocator: SubnetAllocator
    private var networks: [String: Network] = [:]
    private var isLoaded = false
    private var loading: [(EngineFailure?) -> Void] = []
    private var making: [String: [(EngineFailure?) -> Void]] = [:]
    /// Who wants one that is being removed: a new one of the same name is made behind that.
    private var removing: [String: [() -> Void]] = [:]
    /// The host is on a network no longer.
    var onRemoved: ((_ gateway: UInt32) -> Void)?

    init(_ client: DockerClient, owner: String, pool: IPv4Block) {
        self.client = client
        self.owner = owner
        self.pool = pool
        allocator = SubnetAllocator(pool: pool)
    }

    /// The name of the network of an instance.
    func name(_ key: InstanceKey, _ egress: BotSpecification.Egress) -> String {
        let kind = (key.client == nil ? "s" : "c") + (egress == .router ? "i" : "")
        return "edge-\(owner.prefix(6))-\(kind)-\(key.client ?? key.binding.lowercased())"
    }

    /// The host's own addresses on all networks with anybody on them.
    var usedGateways: [UInt32] { networks.values.filter { !$0.hosts.isUnused }.map(\.hosts.gateway) }

    /// The host's own address on a network; nil where there is no such network.
    func gateway(_ name: String) -> UInt32? { networks[name]?.hosts.gateway }

    /// What is known of networks may be wrong: it is asked anew.
    func invalidate() { isLoaded = false }

    /// Takes note that an instance has an address.
    func take(_ address: UInt32, on name: String) { networks[name]?.hosts.take(address) }

    /// Takes note that nobody has the address any more.
    func release(_ address: UInt32, on name: String) { networks[name]?.hosts.release(address) }

    /// Finds or makes the network of an instance and a free address on it.
    /// - Parameter willMake: called if the network has to be made.
    func attach(
        _ key: InstanceKey, _ bot: BotSpecification, willMake: @escaping () -> Void,
        then: @escaping (Result<Attachment, EngineFailure>) -> Void
    ) {
        let name = name(key, bot.egress)
        load { [unowned self] failure in
            if let failure { return then(.failure(failure)) }
            if removing[name] != nil {
                removing[name]?.append { [unowned self] in attach(key, bot, willMake: willMake, then: then) }
                return
            }
            if networks[name] != nil { return then(place(name)) }
            willMake()
            make(name, key, bot) { [unowned self] failure in then(failure.map { .failure($0) } ?? place(name)) }
        }
    }

    private func place(_ name: String) -> Result<Attachment, EngineFailure> {
        guard let address = networks[name]?.hosts.allocate(), let gateway = networks[name]?.hosts.gateway else {
            return .failure(
                EngineFailure(
                    .failed, "No address is left on the network \(name): remove instances that are not needed."))
        }
        return .success(Attachment(network: name, address: address, gateway: gateway))
    }

    // MARK: - What there is

    /// Makes sure that what exists is known.
    func load(_ then: @escaping (EngineFailure?) -> Void) {
        if isLoaded { return then(nil) }
        loading.append(then)
        guard loading.count == 1 else { return }
        client.call(DockerRequest("GET", "/networks")) { [unowned self] result in
            var failure: EngineFailure?
            do throws(DockerFailure) {
                take(try result.get().json([NetworkListing].self))
                isLoaded = true
            } catch {
                failure = error.engineFailure("listing networks")
            }
            let waiting = loading
            loading = []
            for job in waiting { job(failure) }
        }
    }

    private func take(_ listings: [NetworkListing]) {
        let before = networks
        networks = [:]
        allocator = SubnetAllocator(pool: pool)
        // What this machine itself has routes to within the pool: another engine's networks, or what an engine that was
        // killed has left behind. A second route to the same addresses would send requests to nobody.
        let routes = (try? FileSystem.read("/proc/net/route", limit: DockerLimits.routeBytes)) ?? []
        for block in IPv4Block.routes(String(decoding: routes, as: UTF8.self)) where block.prefix > pool.prefix {
            allocator.take(block)
        }
        for listing in listings {
            let blocks = (listing.management?.pools ?? []).compactMap { $0.subnet.flatMap(IPv4Block.init) }
            for block in blocks { allocator.take(block) }
            let labels = listing.labels ?? [:]
            guard labels[ContainerLabels.product] == ContainerLabels.productValue,
                labels[ContainerLabels.owner] == owner, removing[listing.name] == nil, let block = blocks.first
            else { continue }
            let known = before[listing.name].flatMap { $0.id == listing.id ? $0.hosts : nil }
            networks[listing.name] = Network(
                id: listing.id, labels: labels, hosts: known ?? HostAddresses(block),
                unusedSince: known == nil ? Instant(nanoseconds: 0) : nil)
        }
    }

    // MARK: - Making and removing

    private func make(
        _ name: String, _ key: InstanceKey, _ bot: BotSpecification, _ then: @escaping (EngineFailure?) -> Void
    ) {
        making[name, default: []].append(then)
        guard making[name]?.count == 1 else { return }
        var labels = [
            ContainerLabels.product: ContainerLabels.productValue, ContainerLabels.owner: owner,
        ]
        if let client = key.client {
            labels[ContainerLabels.client] = client
        } else {
            labels[ContainerLabels.binding] = key.binding
        }
        // Twice as many as may run: an old life is removed only when the new one is there.
        let prefix = SubnetAllocator.prefix(instances: key.client == nil ? bot.maxInstances * 2 : 0)
        make(name, labels, isInternal: bot.egress == .router, prefix: prefix, triesLeft: DockerLimits.subnetTries)
    }

    private func make(
        _ name: String, _ labels: [String: String], isInternal: Bool, prefix: Int, triesLeft: Int
    ) {
        guard let block = allocator.allocate(prefix: prefix) else {
            // Those that nobody is on make room, though who was on them may come again.
            if triesLeft > 0, networks.contains(where: { $0.value.hosts.isUnused }) {
                return remove(where: { _ in true }) { [unowned self] in
                    make(name, labels, isInternal: isInternal, prefix: prefix, triesLeft: 0)
                }
            }
            let text = "No subnet is left in \(pool) for a network: make [edge.docker] subnet_pool larger."
            return made(name, EngineFailure(.failed, text))
        }
        let hosts = HostAddresses(block)
        let body = NetworkBody(
            name: name, isInternal: isInternal, labels: labels, subnet: "\(block)",
            gateway: IPv4Block.text(hosts.gateway),
            checksDuplicates: client.version < .uniqueNetworkNames ? true : nil)
        guard let request = try? DockerRequest(post: "/networks/create", json: body) else {
            return made(name, EngineFailure(.refused, "The network \(name) cannot be described."))
        }
        client.call(request) { [unowned self] result in
            do throws(DockerFailure) {
                let id = try result.get().json(NetworkCreation.self).id
                networks[name] = Network(id: id, labels: labels, hosts: hosts)
                made(name, nil)
            } catch {
                if case .status(_, let text) = error, triesLeft > 1, text.contains("overlap") {
                    // Somebody else has it, whom the list of networks does not show: it stays taken.
                    let left = triesLeft - 1
                    return make(name, labels, isInternal: isInternal, prefix: prefix, triesLeft: left)
                }
                allocator.release(block)
                // Perhaps it is there already, made by a call whose answer was lost.
                invalidate()
                load { [unowned self] _ in
                    made(name, networks[name] == nil ? error.engineFailure("making the network \(name)") : nil)
                }
            }
        }
    }

    private func made(_ name: String, _ failure: EngineFailure?) {
        for job in making.removeValue(forKey: name) ?? [] { job(failure) }
    }

    /// Removes those that nobody is on and nobody wants, and then calls `then`.
    func remove(
        except isWanted: @escaping (_ client: String?, _ binding: String?) -> Bool, then: @escaping () -> Void
    ) {
        load { [unowned self] failure in
            guard failure == nil else { return then() }
            remove {
                !isWanted($0.labels[ContainerLabels.client], $0.labels[ContainerLabels.binding])
            } then: {
                then()
            }
        }
    }

    /// Removes those that nobody has been on for long: whoever sleeps is still on theirs.
    func sweep(_ now: Instant) {
        for name in networks.keys {
            guard networks[name]?.hosts.isUnused == true else {
                networks[name]?.unusedSince = nil
                continue
            }
            if networks[name]?.unusedSince == nil { networks[name]?.unusedSince = now }
        }
        remove {
            $0.unusedSince.map { now >= $0.advanced(milliseconds: DockerLimits.unusedNetwork) } ?? false
        } then: {
        }
    }

    private func remove(where isUnwanted: (Network) -> Bool, then: @escaping () -> Void) {
        // Those under way, and this loop.
        var left = 1
        let done = {
            left -= 1
            if left == 0 { then() }
        }
        defer { done() }
        for (name, network) in networks where network.hosts.isUnused && making[name] == nil && isUnwanted(network) {
            networks[name] = nil
            removing[name] = []
            left += 1
            client.call(DockerRequest("DELETE", "/networks/\(network.id)")) { [unowned self] result in
                switch result {
                case .success, .failure(.status(404, _)):
                    allocator.release(network.hosts.block)
                    onRemoved?(network.hosts.gateway)
                // It is still there, in use: it will be found again.
                case .failure: invalidate()
                }
                let waiting = removing.removeValue(forKey: name) ?? []
                done()
                for job in waiting { job() }
            }
        }
    }
}

/// The body of `POST /networks/create`.
struct NetworkBody: Encodable {
    struct Management: Encodable {
        struct Pool: Encodable {
            let subnet: String
            let gateway: String

            enum CodingKeys: String, CodingKey {
                case subnet = "Subnet"
                case gateway = "Gateway"
            }
        }

        let driver = "default"
        let pools: [Pool]

        enum CodingKeys: String, CodingKey {
            case driver = "Driver"
            case pools = "Config"
        }
    }

    let name: String
    let driver = "bridge"
    let isInternal: Bool
    let labels: [String: String]
    let management: Management
    let checksDuplicates: Bool?

    init(
        name: String, isInternal: Bool, labels: [String: String], subnet: String, gateway: String,
        checksDuplicates: Bool?
    ) {
        self.name = name
        self.isInternal = isInternal
        self.labels = labels
        management = Management(pools: [Management.Pool(subnet: subnet, gateway: gateway)])
        self.checksDuplicates = checksDuplicates
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case isInternal = "Internal"
        case labels = "Labels"
        case management = "IPAM"
        case checksDuplicates = "CheckDuplicate"
    }
}
