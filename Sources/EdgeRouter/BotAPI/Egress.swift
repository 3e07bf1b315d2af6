// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool

/// Where a bot's request is led.
struct Egress {
    let binding: String
    let instance: InstanceID
    /// As it was looked up.
    let host: String
    /// A tunnel may be silent so long.
    let idleMilliseconds: Int
}

/// What one instance may have open.
enum EgressLimits {
    /// Requests and tunnels of one instance on one loop: a browser has some ten to each of a page's hosts.
    static let perInstance = 256
}
