// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

extension DockerEngine {
    /// Makes the container if it is not there, on its client's network, and starts it.
    public func start(_ instance: InstanceSpecification) {
        enqueue(instance.id) { [unowned self] done in
            if let known = instances[instance.id] { return resume(known, done) }
            images.image(of: instance.bot) { [unowned self] result in
                switch result {
                case .failure(let failure): failed(instance.id, failure, done)
                case .success(let image): attach(instance, image, done)
                }
            }
        }
    }

    private func failed(_ id: InstanceID, _ failure: EngineFailure, _ done: () -> Void) {
        report(.failed(id, failure))
        done()
    }

    private func attach(_ instance: InstanceSpecification, _ image: BotImage, _ done: @escaping () -> Void) {
        networks.attach(instance.key, instance.bot) { [unowned self] in
            report(.phase(instance.id, .network))
        } then: { [unowned self] result in
            let attachment: DockerNetworks.Attachment
            switch result {
            case .failure(let failure): return failed(instance.id, failure, done)
            case .success(let made): attachment = made
            }
            let isLocal = listen(attachment.gateway)
            let isPublished = options.reach == .publish || (options.reach == .auto && !isLocal)
            if isPublished, instance.bot.egress == .router {
                networks.release(attachment.address, on: attachment.network)
                let text =
                    "\(instance.bot.binding) may reach nothing but the router, so no port of it can be published: set "
                    + "[edge.docker] reach = \"network\", with the router on the engine's own machine, or "
                    + "egress = \"all\"."
                return failed(instance.id, EngineFailure(.refused, text), done)
            }
            let router = isLocal ? IPv4Block.text(attachment.gateway) : Self.hostName
            let place = CreateBody.Place(
                network: attachment.network, address: IPv4Block.text(attachment.address),
                router: "\(router):\(options.botPort)", isPublished: isPublished)
            let labels = ContainerLabels(
                owner: options.owner, id: instance.id, key: instance.key, image: image.revision,
                fingerprint: instance.fingerprint, port: instance.bot.port ?? image.onlyPort ?? Self.usualPort)
            let body = CreateBody(instance, image: image, labels: labels, at: place)
            let name = ContainerLabels.containerName(owner: options.owner, instance)
            report(.phase(instance.id, .create))
            create(Creation(instance: instance, labels: labels, body: body, attachment: attachment), name, done)
        }
    }

    /// The port of a bot that says none, where its image exposes none.
    private static let usualPort: UInt16 = 8080
    /// What engines that run in a virtual machine call the machine around it.
    private static let hostName = "host.docker.internal"

    /// Has the router listen on its own address on a network; false if that is not an address of this machine.
    func listen(_ gateway: UInt32) -> Bool {
        guard let any = SocketAddress(literal: IPv4Block.text(gateway), port: 0),
            let address = SocketAddress(literal: IPv4Block.text(gateway), port: options.botPort),
            (try? Descriptor.tryListening(on: any)) != nil
        else { return false }
        report(.listen(address))
        return true
    }

    private struct Creation {
        let instance: InstanceSpecification
        let labels: ContainerLabels
        let body: CreateBody
        let attachment: DockerNetworks.Attachment
    }

    private func create(_ creation: Creation, _ name: String, _ done: @escaping () -> Void) {
        let id = creation.instance.id
        guard let request = try? DockerRequest(post: "/containers/create", [("name", name)], json: creation.body) else {
            return failed(id, EngineFailure(.refused, "The container \(name) cannot be described."), done)
        }
        client.call(request) { [unowned self] result in
            do throws(DockerFailure) {
                let container = try result.get().json(ContainerCreation.self).id
                let made = DockerInstance(
                    labels: creation.labels, container: container, network: creation.attachment.network,
                    hostAddress: creation.attachment.address)
                instances[id] = made
                change(made, to: .created)
                launch(made, isPublished: creation.body.host.ports != nil, done)
            } catch {
                if case .status(409, _) = error, !name.hasSuffix(Self.otherName) {
                    return adopt(creation, name, done)
                }
                notCreated(creation, error)
                done()
            }
        }
    }

    private func notCreated(_ creation: Creation, _ error: DockerFailure) {
        networks.release(creation.attachment.address, on: creation.attachment.network)
        let bot = creation.instance.bot
        var failure = error.engineFailure("making \(bot.binding)")
        if case .status(404, _) = error {
            // The image is gone, or the network: both are looked for anew the next time.
            images.forget(bot)
            networks.invalidate()
            failure = EngineFailure(.failed, failure.text)
        }
        report(.failed(creation.instance.id, failure))
    }

    private static let otherName = "-2"

    /// The name is taken, which is then ours, made by a call whose answer was lost, or somebody else's.
    private func adopt(_ creation: Creation, _ name: String, _ done: @escaping () -> Void) {
        client.call(DockerRequest("GET", "/containers/\(name)/json")) { [unowned self] result in
            let found = try? result.get().json(ContainerInspection.self)
            guard let found, let known = DockerInstance(found), known.id == creation.instance.id,
                found.configuration?.labels?[ContainerLabels.owner] == options.owner
            else { return create(creation, name + Self.otherName, done) }
            networks.release(creation.attachment.address, on: creation.attachment.network)
            if let network = known.network, let address = known.hostAddress { networks.take(address, on: network) }
            instances[known.id] = known
            change(known, to: Self.state(found.state.status) ?? .created)
            resume(known, done)
        }
    }

    // MARK: - Starting

    /// Starts a container that is there.
    private func resume(_ instance: DockerInstance, _ done: @escaping () -> Void) {
        networks.load { [unowned self] _ in
            if let gateway = instance.network.flatMap(networks.gateway) { _ = listen(gateway) }
            inspect(instance) { [unowned self] result in
                guard case .success(let now) = result else {
                    if case .failure(.status(404, _)) = result { forget(instance) }
                    if case .failure(let failure) = result {
                        failed(instance.id, failure.engineFailure("starting \(instance.key.binding)"), done)
                    }
                    return
                }
                guard Self.state(now.state.status) == .frozen else {
                    return launch(instance, isPublished: nil, done)
                }
                let request = DockerRequest("POST", "/containers/\(instance.container)/unpause")
                client.call(request) { [unowned self] _ in launch(instance, isPublished: nil, done) }
            }
        }
    }

    /// - Parameter isPublished: whether its port is; nil where that is to be found out.
    private func launch(_ instance: DockerInstance, isPublished: Bool?, _ done: @escaping () -> Void) {
        // Also where its port is published on another address, it calls from its own.
        if let address = instance.directAddress { report(.origin(instance.id, address)) }
        report(.phase(instance.id, .start))
        instance.wasOutOfMemory = false
        client.call(DockerRequest("POST", "/containers/\(instance.container)/start")) { [unowned self] result in
            if case .failure(let failure) = result {
                notStarted(instance, failure)
                return done()
            }
            change(instance, to: .running)
            let now = WallClock.now
            instance.startedAt = now.seconds * 1000 + Int64(now.microseconds / 1000)
            if isPublished == false { return started(instance, instance.directAddress, done) }
            inspect(instance) { [unowned self] result in
                guard case .success(let inspection) = result else {
                    return started(instance, isPublished == true ? nil : instance.directAddress, done)
                }
                let published = Self.published(instance.port, inspection.networkSettings)
                started(instance, published ?? (isPublished == true ? nil : instance.directAddress), done)
            }
        }
    }

    private func started(_ instance: DockerInstance, _ address: SocketAddress?, _ done: () -> Void) {
        instance.address = address
        if let address {
            report(.started(instance.id, address))
        } else {
            // It has ended before its port could be learnt, or the engine has not published it.
            let text = "The port of \(instance.key.binding) was not published; did its program end at once?"
            report(.failed(instance.id, EngineFailure(.failed, text)))
        }
        done()
    }

    /// Where a published port is reached.
    static func published(_ port: UInt16, _ networks: ContainerNetworks?) -> SocketAddress? {
        guard let bindings = networks?.ports?["\(port)/tcp"] ?? nil else { return nil }
        return bindings.lazy.compactMap { binding in
            binding.port.flatMap { UInt16($0) }
                .flatMap {
                    SocketAddress(literal: binding.address.flatMap { $0.isEmpty ? nil : $0 } ?? "127.0.0.1", port: $0)
                }
        }.first
    }

    private func notStarted(_ instance: DockerInstance, _ error: DockerFailure) {
        var failure = error.engineFailure("starting \(instance.key.binding)")
        if case .status(404, let text) = error {
            if text.contains("network") {
                networks.invalidate()
                failure = EngineFailure(.failed, failure.text)
            } else if text.lowercased().contains("no such container") {
                forget(instance)
            } else {
                // Such as a program that is not in the image.
                failure = EngineFailure(.refused, failure.text)
            }
        }
        report(.failed(instance.id, failure))
    }
}
