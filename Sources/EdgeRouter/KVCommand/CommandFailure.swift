// SPDX-License-Identifier: Apache-2.0

/// Why a command was not done.
struct CommandFailure: Error, Equatable {
    let message: String
    /// 1, or 2 for wrong usage.
    let exitStatus: Int32
    /// The number that Cloudflare's API has for it, if it came from there.
    let code: Int64?

    init(_ message: String, exitStatus: Int32 = 1, code: Int64? = nil) {
        self.message = message
        self.exitStatus = exitStatus
        self.code = code
    }

    init(_ failure: StartFailure) {
        self.init(failure.description, exitStatus: failure.exitStatus)
    }
}
