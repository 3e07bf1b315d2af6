// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool

extension Configuration {
    /// The bots, and one for each address that a route leads to.
    var allBots: [BotConfiguration] {
        let addresses: [BotConfiguration] = routes.compactMap { route in
            guard case .address(let address) = route.target else { return nil }
            return BotConfiguration(binding: BotConfiguration.binding(ofRouteTo: address), address: address)
        }
        return bots + addresses
    }

    /// The pool's view of all bots.
    func specifications(on engines: BotEngines) -> [BotSpecification] {
        allBots.map { BotSpecification($0, on: engines, vars: vars) }
    }

    /// What all instances together may use.
    var poolLimits: PoolLimits {
        var limits = PoolLimits()
        limits.running = docker.maxRunning
        limits.starting = docker.maxStarting
        limits.memory = docker.memory
        return limits
    }
}

extension BotConfiguration {
    /// A route to an address is a bot of its own in the pool, under a name that no binding can have.
    static func binding(ofRouteTo address: NetworkAddress) -> String { "address:\(address)" }
}
