// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Where the container engine is asked.
struct DockerSocket: Equatable, Sendable {
    /// Where its packages put it.
    static let usualPath = "/var/run/docker.sock"

    let path: String
    /// What it was taken from: `DOCKER_HOST`, the configuration, or nothing that was said.
    let source: String

    /// The socket: of `DOCKER_HOST`, else of the configuration, else the usual one.
    /// - Throws: what is wrong with `DOCKER_HOST`, which may name other kinds of sockets elsewhere.
    init(_ configuration: Configuration.Docker, dockerHost: String?) throws(StartFailure) {
        if let dockerHost {
            guard dockerHost.hasPrefix("unix:///") else {
                throw StartFailure("DOCKER_HOST names no socket of this machine; write it as unix://\(Self.usualPath)")
            }
            path = String(dockerHost.dropFirst("unix://".count))
            source = "DOCKER_HOST"
        } else if let socket = configuration.socket {
            path = socket
            source = "[edge.docker] socket"
        } else {
            path = Self.usualPath
            source = "the usual place"
        }
    }
}
