// SPDX-License-Identifier: Apache-2.0

/// What a container says of itself to whoever finds it later: the labels the engine keeps with it.
struct ContainerLabels: Equatable {
    /// The label that everything made by this program has, and its value.
    static let product = "edge.product"
    static let productValue = "edge-router"
    /// The data directory it was made for: several routers may share an engine.
    static let owner = "edge.owner"
    static let instance = "edge.instance"
    static let binding = "edge.binding"
    static let client = "edge.client"
    static let ordinal = "edge.ordinal"
    static let image = "edge.image"
    static let fingerprint = "edge.fingerprint"
    static let port = "edge.port"

    var owner: String
    var id: InstanceID
    var key: InstanceKey
    var image: ImageRevision
    var fingerprint: String
    /// The port its program listens on.
    var port: UInt16

    init(
        owner: String, id: InstanceID, key: InstanceKey, image: ImageRevision, fingerprint: String, port: UInt16
    ) {
        self.owner = owner
        self.id = id
        self.key = key
        self.image = image
        self.fingerprint = fingerprint
        self.port = port
    }

    /// From a container's labels; nil where they are not all there, which is then not one of ours.
    init?(_ labels: [String: String]) {
        guard labels[Self.product] == Self.productValue, let owner = labels[Self.owner],
            let id = labels[Self.instance].flatMap(InstanceID.init(text:)), let binding = labels[Self.binding],
            let ordinal = labels[Self.ordinal].flatMap({ Int($0) }),
            let port = labels[Self.port].flatMap({ UInt16($0) })
        else { return nil }
        self.owner = owner
        self.id = id
        key = InstanceKey(binding: binding, client: labels[Self.client], ordinal: ordinal)
        image = ImageRevision(labels[Self.image] ?? "")
        fingerprint = labels[Self.fingerprint] ?? ""
        self.port = port
    }

    /// As the engine is told.
    var dictionary: [String: String] {
        var labels = [
            Self.product: Self.productValue, Self.owner: owner, Self.instance: id.text, Self.binding: key.binding,
            Self.ordinal: String(key.ordinal), Self.image: image.text, Self.fingerprint: fingerprint,
            Self.port: String(port),
        ]
        labels[Self.client] = key.client
        return labels
    }

    /// The filter for everything of an owner.
    static func filter(owner: String) -> [String] { ["\(product)=\(productValue)", "\(Self.owner)=\(owner)"] }

    /// A container's name, for people: unlike any other, since each life has an id of its own.
    static func containerName(owner: String, _ instance: InstanceSpecification) -> String {
        "edge-\(owner.prefix(6))-\(instance.key.client ?? "shared")-\(instance.id)"
    }
}
