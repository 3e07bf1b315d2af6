// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// A container that this router made, as the engine was last seen to have it.
final class DockerInstance {
    let id: InstanceID
    let key: InstanceKey
    /// The engine's id of the container.
    let container: String
    let image: ImageRevision
    let fingerprint: String
    /// The port its program listens on.
    let port: UInt16
    /// Its network, and its address there.
    let network: String?
    let hostAddress: UInt32?
    var state = Observation.State.created
    /// Where it is reached while it runs.
    var address: SocketAddress?
    /// Unix milliseconds.
    var startedAt: Int64?
    /// Whether the kernel ended a process of it for want of memory since its last start.
    var wasOutOfMemory = false
    /// The number of the last change of ours.
    var change: UInt64 = 0

    init(labels: ContainerLabels, container: String, network: String?, hostAddress: UInt32?) {
        id = labels.id
        key = labels.key
        image = labels.image
        fingerprint = labels.fingerprint
        port = labels.port
        self.container = container
        self.network = network
        self.hostAddress = hostAddress
    }

    /// From the engine's list; nil for what is not ours.
    convenience init?(_ listing: ContainerListing) {
        guard let labels = listing.labels.flatMap(ContainerLabels.init) else { return nil }
        self.init(labels: labels, container: listing.id, networks: listing.networkSettings)
    }

    /// From an inspection; nil for what is not ours.
    convenience init?(_ inspection: ContainerInspection) {
        guard let labels = inspection.configuration?.labels.flatMap(ContainerLabels.init) else { return nil }
        self.init(labels: labels, container: inspection.id, networks: inspection.networkSettings)
    }

    private convenience init(labels: ContainerLabels, container: String, networks: ContainerNetworks?) {
        let ours = networks?.ours
        self.init(
            labels: labels, container: container, network: ours?.network,
            hostAddress: ours?.address.flatMap(IPv4Block.address))
    }

    /// Whether its program is there, frozen or not.
    var isRunning: Bool { state == .running || state == .frozen }

    /// Where it answers on its own network.
    var directAddress: SocketAddress? {
        hostAddress.flatMap { SocketAddress(literal: IPv4Block.text($0), port: port) }
    }

    /// What is told of it.
    var observation: Observation {
        var observation = Observation(
            id: id, key: key, state: state, address: isRunning ? address : nil, image: image,
            fingerprint: fingerprint, startedAt: startedAt)
        observation.origin = directAddress
        return observation
    }
}
