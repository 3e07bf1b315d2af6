// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

/// Cloudflare's own Python SDK.
private enum CloudflareSDK {
    /// The Python that has the package: `EDGE_TEST_PYTHON`, else `python3`; nil if it has not.
    static let python: String? = {
        let python = ProcessFacts.environment("EDGE_TEST_PYTHON") ?? "python3"
        let check = try? Command(python, ["-c", "import cloudflare.resources.kv"])
        return check?.status == 0 ? python : nil
    }()
}

/// The SDK against the admin listener: `scripts/cloudflare-sdk.py` goes through every call it has for KV.
@Suite(.enabled(if: CloudflareSDK.python != nil, "no python3 with the cloudflare package; set EDGE_TEST_PYTHON"))
struct CloudflareSDKTests {
    /// The longest that a case may take before it counts as hung, milliseconds.
    private static let patience = 5 * 60_000

    private func run(_ server: TestServer, _ arguments: String...) throws -> Command {
        let root = #filePath.dropLast("/Tests/EndToEndTests/CloudflareSDKTests.swift".count)
        let base = "http://127.0.0.1:\(server.adminPort)/client/v4"
        return try Command(
            try #require(CloudflareSDK.python), ["-B", "\(root)/scripts/cloudflare-sdk.py", base] + arguments,
            patience: Self.patience)
    }

    @Test(arguments: ["namespaces", "values", "metadata", "keys", "paging", "expiry", "bulk", "account"])
    func everyCallDoesWhatItDoesAtCloudflare(name: String) throws {
        let run = try run(try TestServer(), name)
        #expect(run.output == "well\n", "\(run.errors.suffix(1500))")
    }

    @Test func withATokenWhoeverHasItIsServed() throws {
        let run = try run(try TestServer(environment: ["EDGE_ADMIN_TOKEN=s3cret"]), "token", "s3cret")
        #expect(run.output == "well\n", "\(run.errors.suffix(1500))")
    }
}
