// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport
import Testing

@testable import ContainerPool

@Suite struct CreateBodyTests {
    private func body(
        _ change: (inout BotSpecification) -> Void = { _ in }, runsAsRoot: Bool = true, isPublished: Bool = false
    ) throws -> [String: JSONValue] {
        var bot = BotSpecification(binding: "BOT", source: .image(.reference("bot")))
        change(&bot)
        let instance = InstanceSpecification(
            id: InstanceID(1), key: InstanceKey(binding: "BOT", client: "alpha"), bot: bot,
            environment: ["B": "2", "A": "1", "EDGE_TOKEN": "secret"])
        let image = BotImage(revision: ImageRevision("sha256:1"), onlyPort: nil, runsAsRoot: runsAsRoot)
        let labels = ContainerLabels(
            owner: "0123456789", id: instance.id, key: instance.key, image: image.revision, fingerprint: "f", port: 81)
        let place = CreateBody.Place(
            network: "net", address: "10.213.0.2", router: "10.213.0.1:8789", isPublished: isPublished)
        let json = try JSONEncoder().encode(CreateBody(instance, image: image, labels: labels, at: place))
        return try #require(try Self.object(JSONValue(Array(json))))
    }

    private static func object(_ value: JSONValue?) throws -> [String: JSONValue]? {
        if case .object(let object)? = value { object } else { nil }
    }

    private func host(
        _ change: (inout BotSpecification) -> Void = { _ in }, isPublished: Bool = false
    ) throws -> [String: JSONValue] {
        try #require(try Self.object(body(change, isPublished: isPublished)["HostConfig"]))
    }

    /// Every field, so that one that is added is seen here.
    @Test func `a standard container has exactly this of the host`() throws {
        let expected = try JSONValue(
            Array(
                #"""
                {"NetworkMode":"net","CapDrop":["ALL"],"CapAdd":[],"SecurityOpt":["no-new-privileges"],
                 "ReadonlyRootfs":false,"Memory":536870912,"MemorySwap":536870912,"CpuShares":1024,"PidsLimit":256,
                 "Ulimits":[{"Name":"core","Soft":0,"Hard":0}],"Init":true,"IpcMode":"private",
                 "LogConfig":{"Type":"local","Config":{"max-size":"10m","max-file":"2","mode":"non-blocking",
                 "max-buffer-size":"1m"}},"RestartPolicy":{"Name":"no"}}
                """#.utf8))
        #expect(JSONValue.object(try host()) == expected)
    }

    @Test func `a strict one has a root that cannot be written and nobody as its user, unless its image has one`()
        throws
    {
        let strict: (inout BotSpecification) -> Void = { $0.hardening = .strict }
        let host = try host(strict)
        #expect(host["ReadonlyRootfs"] == .bool(true))
        #expect(
            host["Tmpfs"] == .object(["/tmp": .string("rw,noexec,nosuid,nodev,size=67108864,mode=1777")]))
        #expect(try body(strict)["User"] == .string("65534:65534"))
        #expect(try body(strict, runsAsRoot: false)["User"] == nil && body()["User"] == nil)
    }

    @Test func `processors are a limit where one is said, and a port is published on the loopback address alone`()
        throws
    {
        let host = try host({ $0.resources.processors = 0.5 }, isPublished: true)
        #expect(host["NanoCpus"] == .number(5e8) && host["CpuShares"] == nil)
        #expect(
            host["PortBindings"]
                == .object(["81/tcp": .array([.object(["HostIp": .string("127.0.0.1"), "HostPort": .string("")])])]))
    }

    @Test func `a program finds its port, the router and, where it may reach that alone, its way out`() throws {
        #expect(
            try body()["Env"]
                == .array(
                    ["A=1", "B=2", "EDGE_TOKEN=secret", "EDGE_URL=http://10.213.0.1:8789", "PORT=81"].map {
                        .string($0)
                    }))
        guard case .array(let variables)? = try body({ $0.egress = .router })["Env"] else {
            Issue.record("no environment")
            return
        }
        #expect(variables.contains(.string("https_proxy=http://edge:secret@10.213.0.1:8789")))
        #expect(variables.contains(.string("NO_PROXY=localhost,127.0.0.1,10.213.0.1")))
    }

    @Test func `a container's labels say what it is to whoever reads them`() throws {
        for client in ["alpha", nil] {
            let labels = ContainerLabels(
                owner: "o", id: InstanceID(5), key: InstanceKey(binding: "B", client: client, ordinal: 3),
                image: ImageRevision("i"), fingerprint: "f", port: 9)
            #expect(ContainerLabels(labels.dictionary) == labels)
        }
        #expect(ContainerLabels([:]) == nil && ContainerLabels(["edge.product": "other"]) == nil)
    }
}
