// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TestSupport
import Testing

/// Pages of other sites in a real browser on the same machine, against a router in open mode: the one place where only
/// `Host`, `Origin` and what an answer says about itself stand between a page and everybody's values.
@Suite(.serialized) struct BrowserTests {
    private static let mark = "0f5ec2e7"
    private static let configuration = """
        [edge]
        default_client = "acme"

        """

    /// A router with a value that a page could run as a script, and a bot that would take a socket.
    private func router(_ more: String = "") throws -> TestServer {
        let server = try TestServer(Self.configuration + more)
        let script = "window.stolen = '\(Self.mark)'"
        #expect(try server.acme("PUT", "/kv/secret", ["Content-Type: text/javascript"], body: script).status == 201)
        let style = ":root { --stolen: '\(Self.mark)' }"
        #expect(try server.acme("PUT", "/kv/style", ["Content-Type: text/css"], body: style).status == 201)
        return server
    }

    private func expectUntouched(_ server: TestServer) throws {
        let names = try server.acme("GET", "/kv").json()["keys"]?.elements.compactMap { $0["name"]?.text }
        #expect(names == ["secret", "style"])
        #expect(try server.acme("GET", "/kv/secret").text.contains(Self.mark))
        #expect(try server.admin("GET", "/admin/clients").json()["clients"]?.elements.count == 0)
        #expect(server.process.isRunning)
    }

    /// Everything a page can send; `bases` are the routers' addresses as the page names them.
    private func everything(_ bases: [String]) -> String {
        """
        for (const base of \(bases)) {
            const say = (name) => name + ' ' + base;
            for (const path of ['/kv/secret', '/kv', '/admin/clients', '/metrics', '/client/v4/accounts']) {
                await attempt(say('fetch ' + path), async () => (await fetch(base + path)).text());
                await attempt(say('no-cors ' + path),
                    async () => (await fetch(base + path, {mode: 'no-cors'})).text());
                await attempt(say('preflighted ' + path),
                    async () => (await fetch(base + path, {headers: {'X-Client-ID': 'acme'}})).text());
            }
            for (const method of ['PUT', 'DELETE', 'POST', 'PATCH']) {
                for (const path of ['/kv/secret', '/kv/planted', '/admin/clients', '/admin/kv/import', '/bot/x']) {
                    for (const mode of ['cors', 'no-cors', 'same-origin']) {
                        await attempt(say(method + ' ' + mode + path), async () =>
                            (await fetch(base + path, {method, mode, body: '{"id": "planted"}'})).text());
                    }
                }
            }
            for (const path of ['/kv/secret', '/kv/planted', '/admin/clients', '/admin/clients/acme/tokens']) {
                await attempt(say('form ' + path), () => form(base + path, 'post'));
            }
            await attempt(say('form get'), () => form(base + '/kv/secret', 'get'));
            await attempt(say('script'), () => element('script', base + '/kv/secret'));
            await attempt(say('link'), () => element('link', base + '/kv/style'));
            await attempt(say('image'), () => element('img', base + '/kv/secret'));
            await attempt(say('socket'), () => socket(base.replace('http', 'ws') + '/bot/x'));
            await attempt(say('stream'), () => new Promise((yes, no) => {
                const source = new EventSource(base + '/kv?watch=1');
                source.onopen = () => yes('open');
                source.onerror = () => no();
            }));
        }
        results.push('stolen\\t' + window.stolen
            + getComputedStyle(document.documentElement).getPropertyValue('--stolen'));
        """
    }

    @Test(.enabled(if: Browser.program != nil, "THERE IS NO CHROMIUM: apt-get install chromium"))
    func aPageOfAnotherSiteReadsNothingAndChangesNothing() throws {
        let server = try router()
        let names = ["127.0.0.1", "localhost", "router.example"]
        let ports = [server.port, server.adminPort]
        let bases =
            names.flatMap { name in ports.map { "http://\(name):\($0)" } } + [
                "http://acme.localhost:\(server.port)/_edge"
            ]
        let site = try HostileSite(everything(bases), reboundTo: server.port)
        let report = try site.visit(as: "evil.example")
        #expect(report.count > 50 * bases.count)
        #expect(!report.description.contains(Self.mark))
        for (name, said) in report where name != "stolen" {
            // An answer that may not be read has no text.
            #expect(["refused", "", "out of reach"].contains(said), "\(name): \(said)")
        }
        #expect(report["stolen"] == "undefined")
        try expectUntouched(server)
    }

    @Test(
        .enabled(if: Browser.program != nil, "THERE IS NO CHROMIUM: apt-get install chromium"),
        arguments: [true, false]
    )
    func aReboundNameReachesNothing(isAdmin: Bool) throws {
        let server = try router()
        let site = try HostileSite(everything([""]), reboundTo: isAdmin ? server.adminPort : server.port)
        // To the browser all of it is one site, and every answer may be read.
        let report = try site.visit(as: "rebind.example")
        #expect(!report.description.contains(Self.mark))
        #expect(report["fetch /kv "]?.contains("foreign-host") == true)
        #expect(report.count { $0.value.contains("urn:edge-router:problem:foreign-host") } > 20)
        #expect(!report.contains { $0.value.contains("\"keys\"") || $0.value.contains("edge_requests_total") })
        #expect(report["stolen"] == "undefined" && report["socket "] == "refused")
        try expectUntouched(server)
    }

    @Test(.enabled(if: Browser.program != nil, "THERE IS NO CHROMIUM: apt-get install chromium"))
    func aPageOfAConfiguredOriginMayUseTheRouter() throws {
        // The page's port must be known before the router starts, and the router's before the page is made.
        let script = """
            const base = 'http://127.0.0.1:' + (await (await fetch('/port-of-the-router')).text());
            const headers = {'X-Client-ID': 'acme', 'X-KV-Metadata': '1'};
            await attempt('put', async () =>
                (await fetch(base + '/kv/from-page', {method: 'PUT', headers, body: 'v'})).status);
            await attempt('get', async () => {
                const read = await fetch(base + '/kv/from-page', {headers: {'X-Client-ID': 'acme'}});
                return (await read.text()) + read.headers.get('X-KV-Metadata') + (read.headers.get('ETag') != null);
            });
            await attempt('simple', async () => (await fetch(base + '/kv/from-page')).text());
            await attempt('missing', async () => (await fetch(base + '/kv/none')).status);
            """
        let port = Mutex("")
        let teller = try ProxyUpstream { visit in
            try visit.takeRequest()
            try visit.connection.send(answer(port.withLock { $0 }))
        }
        let site = try HostileSite(script, reboundTo: teller.port)
        let server = try TestServer(
            Self.configuration + "[edge.cors]\norigins = [\"http://app.example:\(site.port)\"]\n")
        port.withLock { $0 = "\(server.port)" }
        let report = try site.visit(as: "app.example")
        #expect(report == ["put": "201", "get": "v1true", "simple": "v", "missing": "404"])
        #expect(try server.acme("GET", "/kv/from-page").text == "v")
        // Another page of the same router's is none of that.
        let foreign = try HostileSite(script, reboundTo: teller.port).visit(as: "evil.example")
        #expect(Set(foreign.values) == ["refused"])
    }
}
