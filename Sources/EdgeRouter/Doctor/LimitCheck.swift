// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What this process may use of the machine.
struct LimitCheck: Sendable {
    /// The hard limit of open descriptors.
    var descriptors: Int
    var loops: Int

    /// What a listener on the internet should have at least; a browser takes six at a time.
    static let usualConnections = 1000

    static func look(_ settings: StartSettings) -> LimitCheck {
        LimitCheck(descriptors: ProcessFacts.hardDescriptorLimit, loops: settings.loops)
    }

    /// What to say.
    var finding: Finding {
        let connections = loops * StartSettings.connectionsPerLoop(descriptors: descriptors, loops: loops)
        let text = "\(descriptors) descriptors, so that \(connections) connections may be open"
        guard connections >= Self.usualConnections else {
            return .reduced(
                .limits, text, mend: "LimitNOFILE=65536 in its systemd unit, or ulimit -Hn 65536 as root before it")
        }
        return .fine(.limits, text)
    }
}
