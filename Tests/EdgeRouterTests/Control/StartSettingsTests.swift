// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct StartSettingsTests {
    private func settings(_ options: ServerOptions = ServerOptions(), _ variables: [String: String] = [:])
        -> StartSettings
    {
        StartSettings(options) { variables[$0] }
    }

    @Test func `without a word there are defaults`() throws {
        let settings = settings()
        #expect(try settings.listen().description == "127.0.0.1:8787")
        #expect(try settings.admin().description == "127.0.0.1:8788")
        #expect(try settings.botAddress().description == "127.0.0.1:8789")
        #expect(settings.dataDirectory == "./data")
        #expect(settings.loops == ProcessFacts.coreCount)
        #expect(try !settings.adminAccess().needsToken)
    }

    @Test func `a variable is stronger than the default, an option than a variable`() throws {
        let variables = [
            "EDGE_CONFIG": "e.toml", "EDGE_DATA": "/e", "EDGE_LISTEN": "[::1]:1", "EDGE_ADMIN": "localhost:2",
            "EDGE_BOTS": "3", "EDGE_ADMIN_TOKEN": "t",
        ]
        let told = settings(ServerOptions(), variables)
        #expect(told.configurationPath == "e.toml")
        #expect(told.dataDirectory == "/e")
        #expect(try told.listen().description == "[::1]:1")
        #expect(try told.admin().description == "127.0.0.1:2")
        #expect(try told.botAddress().port == 3)
        #expect(try told.adminAccess().needsToken)
        var options = ServerOptions()
        options.configurationPath = "o.toml"
        options.dataDirectory = "/o"
        options.listen = "127.0.0.1:4"
        options.admin = "127.0.0.1:5"
        options.bots = 6
        options.loops = 7
        let given = settings(options, variables)
        #expect(given.configurationPath == "o.toml")
        #expect(given.dataDirectory == "/o")
        #expect(try given.listen().port == 4)
        #expect(try given.admin().port == 5)
        #expect(try given.botAddress().port == 6)
        #expect(given.loops == 7)
    }

    private func refusal<Value>(_ body: () throws(StartFailure) -> Value) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return error.exitStatus == 2 ? error.description : nil
        }
    }

    @Test(arguments: ["", "host:1", "127.0.0.1:70000", "127.0.0.1:", "::1", "70000"])
    func `what is no address says how to write one, and where it stands`(text: String) {
        let told = settings(ServerOptions(), ["EDGE_LISTEN": text, "EDGE_ADMIN": text])
        var options = ServerOptions()
        (options.listen, options.admin) = (text, text)
        let given = settings(options)
        for (settings, listen, admin) in [(told, "EDGE_LISTEN", "EDGE_ADMIN"), (given, "--listen", "--admin")] {
            #expect(
                refusal { () throws(StartFailure) in try settings.listen() }
                    == "\(listen): `\(text)` is no address; write it as 127.0.0.1:8787 or [::1]:8787")
            #expect(
                refusal { () throws(StartFailure) in try settings.admin() }
                    == "\(admin): `\(text)` is no address; write it as 127.0.0.1:8788 or [::1]:8788")
        }
    }

    @Test func `a port alone is completed`() {
        let settings = settings(ServerOptions(), ["EDGE_LISTEN": "8080"])
        #expect(
            refusal { () throws(StartFailure) in try settings.listen() }
                == "EDGE_LISTEN: `8080` is no address; write it as 127.0.0.1:8080")
    }

    @Test(arguments: ["65536", "many", "-1"])
    func `what is no port says how to write one`(text: String) {
        let settings = settings(ServerOptions(), ["EDGE_BOTS": text])
        #expect(
            refusal { () throws(StartFailure) in try settings.botAddress() }
                == "EDGE_BOTS: `\(text)` is no port; write it as 8789")
    }

    @Test func `connections leave descriptors for all else, and are never none`() {
        #expect(StartSettings.connectionsPerLoop(descriptors: 1064, loops: 1) == 937)
        #expect(StartSettings.connectionsPerLoop(descriptors: 1064, loops: 2) == 468)
        #expect(StartSettings.connectionsPerLoop(descriptors: 10, loops: 4) == 16)
    }

    @Test func `a configuration that cannot be read says why`() throws {
        #expect(try StartSettings.load(nil) == .embedded)
        let text = refusal { () throws(StartFailure) in try StartSettings.load("/nowhere/wrangler.toml") }
        #expect(text?.contains("/nowhere/wrangler.toml: No such file") == true)
    }
}
