// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import Testing

@testable import EdgeRouter

@Suite struct BotsRouteTests {
    @Test(arguments: [
        ("/admin/bots", BotsRoute.bots), ("/admin/bots/A", .bot("A")), ("/admin/bots/A/stop", .command("A", .stop)),
        ("/admin/bots/A/start", .command("A", .start)), ("/admin/bots/A/freeze", .command("A", .freeze)),
        ("/admin/bots/A/redeploy", .command("A", .redeploy)), ("/admin/bots/A/logs", .logs("A")),
    ])
    func `what a path names`(path: String, route: BotsRoute) {
        #expect(BotsRoute(path) == route)
    }

    @Test(arguments: ["/admin/bot", "/admin/botsy", "/admin/bots/", "/admin/bots/A/kill", "/admin/bots/A/logs/x"])
    func `everything else names nothing`(path: String) {
        #expect(BotsRoute(path) == nil)
    }
}
