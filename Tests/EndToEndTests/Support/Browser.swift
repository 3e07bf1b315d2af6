// SPDX-License-Identifier: Apache-2.0

import EventLoop

/// Chromium without a window, on a profile of its own; ended with the last reference.
final class Browser: Sendable {
    private let profile: TemporaryDirectory
    private let process: ChildProcess

    /// Where it is; nil if there is none.
    static let program: String? = ["chromium", "chromium-browser", "google-chrome"].first { name in
        (try? Command(name, ["--version"]))?.status == 0
    }

    /// Opens a page. Every name below `.example` is this machine.
    init(_ url: String) throws {
        guard let program = Self.program else { throw TestFailure("there is no Chromium") }
        profile = try TemporaryDirectory()
        // Without its sandbox, which root may not have; the pages are the tests' own.
        process = try ChildProcess(
            program,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0",
                "--user-data-dir=\(profile.path)/profile", "--host-resolver-rules=MAP *.example 127.0.0.1", url,
            ], errors: profile.path + "/err")
    }

    /// Whether it still runs.
    var isRunning: Bool { process.isRunning }
}

/// A site that serves one page, takes the page's report, and hands every other request on to a router, as a name does
/// that is rebound to the router's address once its page is loaded.
final class HostileSite: Sendable {
    private let upstream: ProxyUpstream
    var port: UInt16 { upstream.port }

    private static let reportPath = "/report-of-the-page"

    /// - Parameters:
    ///   - script: what the page does: the body of an async function with `attempt(name, closure)`, which notes what
    ///     the closure gives or that it was refused, `element`, `form` and `socket`.
    ///   - router: the port that the name is bound to afterwards.
    init(_ script: String, reboundTo router: UInt16) throws {
        let page = Self.page(script)
        upstream = try ProxyUpstream { visit in
            while true {
                let request = try visit.takeRequest()
                switch request.target {
                case "/": try visit.connection.send(answer(page, ["Content-Type: text/html"]))
                case Self.reportPath: try visit.connection.send(answer(""))
                default:
                    let rebound = try Connection(port: router)
                    let fields = request.fields.filter { $0.name.lowercased() != "connection" }
                        .map { "\($0.name): \($0.value)" }
                    let head = [request.line] + fields + ["Connection: close", "", ""]
                    try rebound.send(Array(head.joined(separator: "\r\n").utf8) + request.body)
                    try visit.connection.send(try rebound.readToEnd().bytes)
                    return
                }
            }
        }
    }

    /// Opens the page under a name and waits for what it reports: by the name of each attempt, what came of it.
    func visit(as host: String) throws -> [String: String] {
        let browser = try Browser("http://\(host):\(port)/")
        let report = try eventually("the page reports", patience: 4 * patienceMilliseconds) {
            guard browser.isRunning else { throw TestFailure("the browser has ended") }
            return upstream.requests.first { $0.target == Self.reportPath }
        }
        let lines = report.text.split(separator: "\n").map { $0.split(separator: "\t", maxSplits: 1).map(String.init) }
        return Dictionary(lines.map { ($0[0], $0.count > 1 ? $0[1] : "") }, uniquingKeysWith: { $1 })
    }

    private static func page(_ script: String) -> String {
        """
        <!doctype html><title>page</title><body><script>
        const results = [];
        const late = () => new Promise((_, no) => setTimeout(() => no(new Error('nothing came')), 20000));
        async function attempt(name, closure) {
            let said;
            try { said = String(await Promise.race([closure(), late()])); } catch (error) { said = 'refused'; }
            results.push(name + '\\t' + said.replace(/\\s/g, ' '));
        }
        const element = (tag, url) => new Promise((yes, no) => {
            const made = document.createElement(tag);
            made.onload = () => yes('loaded');
            made.onerror = () => no();
            if (tag == 'link') { made.rel = 'stylesheet'; made.href = url; } else { made.src = url; }
            document.body.append(made);
        });
        const form = (url, method) => new Promise((yes) => {
            const frame = document.createElement('iframe');
            frame.name = 'frame' + Math.random();
            document.body.append(frame);
            const made = document.createElement('form');
            Object.assign(made, {action: url, method, enctype: 'text/plain', target: frame.name});
            const field = document.createElement('input');
            Object.assign(field, {name: '{"id": "planted", "env": {"A": "', value: '"}}'});
            made.append(field);
            document.body.append(made);
            frame.onload = () => {
                try { yes(frame.contentDocument.body.innerText); } catch (error) { yes('out of reach'); }
            };
            made.submit();
        });
        const socket = (url) => new Promise((yes, no) => {
            const made = new WebSocket(url);
            made.onopen = () => yes('open');
            made.onerror = () => no();
        });
        (async () => {
            \(script)
            await fetch('\(reportPath)', {method: 'POST', body: results.join('\\n')});
        })();
        </script></body>
        """
    }
}
