// SPDX-License-Identifier: Apache-2.0

/// A version of the Docker Engine API, as it stands in the paths of calls.
struct DockerVersion: Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int

    /// The newest whose answers are known here.
    static let newest = DockerVersion(major: 1, minor: 52)
    /// The oldest that will do: that of Docker 20.10, the oldest that Debian and Ubuntu still have.
    static let oldest = DockerVersion(major: 1, minor: 41)
    /// From here on two networks never share a name, and asking for that is out of date.
    static let uniqueNetworkNames = DockerVersion(major: 1, minor: 44)
    /// From here on the type of a log says whether it is in frames.
    static let typedLogs = DockerVersion(major: 1, minor: 42)

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// From a text such as `1.41`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 2)
        guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0, minor >= 0 else {
            return nil
        }
        self.init(major: major, minor: minor)
    }

    var description: String { "\(major).\(minor)" }

    static func < (left: DockerVersion, right: DockerVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The version to speak with an engine: the newest that both know.
    /// - Throws: what to tell the operator where there is none.
    static func common(engineNewest: String, engineOldest: String?) throws(EngineFailure) -> DockerVersion {
        guard let newest = DockerVersion(engineNewest) else {
            throw EngineFailure(.refused, "The container engine names no version of its API: '\(engineNewest)'.")
        }
        let common = min(newest, .newest)
        guard common >= .oldest else {
            throw EngineFailure(
                .refused, "The container engine speaks API \(newest); \(oldest) is the oldest that will do: update it.")
        }
        if let oldest = engineOldest.flatMap(DockerVersion.init), oldest > common {
            throw EngineFailure(
                .refused,
                "The container engine speaks no API older than \(oldest), and this router none newer than "
                    + "\(DockerVersion.newest): update the router.")
        }
        return common
    }
}
