// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What a path under `/admin/clients` names.
enum ClientsRoute: Equatable {
    /// `/admin/clients`.
    case clients
    /// `/admin/clients/{id}`.
    case client(String)
    /// `/admin/clients/{id}/tokens`.
    case tokens(String)
    /// `/admin/clients/{id}/tokens/{token}`.
    case token(String, String)

    private static let prefix = "/admin/clients"

    /// Nil for a path that is not under it.
    init?(_ path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let rest = path.dropFirst(Self.prefix.count)
        guard rest.isEmpty || rest.first == "/" else { return nil }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch parts.count {
        case 0: self = .clients
        case 1: self = .client(parts[0])
        case 2 where parts[1] == "tokens": self = .tokens(parts[0])
        case 3 where parts[1] == "tokens": self = .token(parts[0], parts[2])
        default: return nil
        }
    }

    /// The methods it has, as an Allow field lists them.
    var allowed: String {
        switch self {
        case .clients: "GET, HEAD, POST"
        case .client: "GET, HEAD, PATCH, DELETE"
        case .tokens: "GET, HEAD, POST"
        case .token: "DELETE"
        }
    }
}
