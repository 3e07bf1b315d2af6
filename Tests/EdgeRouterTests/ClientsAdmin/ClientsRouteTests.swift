// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ClientsRouteTests {
    @Test(arguments: [
        ("/admin/clients", ClientsRoute.clients), ("/admin/clients/acme", .client("acme")),
        ("/admin/clients/", .client("")), ("/admin/clients/acme/tokens", .tokens("acme")),
        ("/admin/clients/acme/tokens/0123", .token("acme", "0123")),
        ("/admin/clients/%61", .client("%61")),
    ])
    func `each path names one thing`(path: String, route: ClientsRoute) {
        #expect(ClientsRoute(path) == route)
    }

    @Test(arguments: [
        "/admin", "/admin/client", "/admin/clientsx", "/admin/clients/a/b", "/admin/clients/a/tokens/b/c",
        "/admin/clients/a/token", "//admin/clients", "",
    ])
    func `others name nothing`(path: String) {
        #expect(ClientsRoute(path) == nil)
    }
}
