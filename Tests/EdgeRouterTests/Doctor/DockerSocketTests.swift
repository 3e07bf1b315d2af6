// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct DockerSocketTests {
    private func socket(_ path: String?, _ host: String?) throws -> DockerSocket {
        var configuration = Configuration.Docker()
        configuration.socket = path
        return try DockerSocket(configuration, dockerHost: host)
    }

    @Test func `the environment is stronger than the file, the file than the usual place`() throws {
        #expect(try socket(nil, nil).path == "/var/run/docker.sock")
        #expect(try socket("/f", nil).path == "/f")
        #expect(try socket("/f", "unix:///e").path == "/e")
        #expect(try socket("/f", "unix:///e").source == "DOCKER_HOST")
    }

    @Test(arguments: ["tcp://10.0.0.1:2375", "/var/run/docker.sock", "unix://", "unix://relative", "ssh://me@there"])
    func `only a socket of this machine will do, and what is there is not repeated`(host: String) {
        #expect(throws: StartFailure.self) { try socket("/f", host) }
        do {
            _ = try socket(nil, host)
        } catch {
            #expect(!"\(error)".contains(host.dropFirst(7)) || host.hasSuffix("docker.sock") || host == "unix://")
        }
    }
}
