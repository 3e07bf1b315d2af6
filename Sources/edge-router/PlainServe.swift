// SPDX-License-Identifier: Apache-2.0

import EdgeRouter

/// Reads the arguments of an ordinary `edge-router serve`, without the parser of the whole command line: setting that
/// up takes about a millisecond, a fifth of the time from starting to the first answer.
enum PlainServe {
    /// The options, if the arguments are `serve` with options and their values apart, each known and once; nil for
    /// everything else, wrong usage and help included, which is the parser's to deal with.
    static func options(_ arguments: [String]) -> ServerOptions? {
        guard arguments.count >= 2, arguments[1] == "serve", arguments.count.isMultiple(of: 2) else { return nil }
        var options = ServerOptions()
        for index in stride(from: 2, to: arguments.count, by: 2) {
            let (name, value) = (arguments[index], arguments[index + 1])
            guard !value.hasPrefix("-") else { return nil }
            switch name {
            case "--config" where options.configurationPath == nil: options.configurationPath = value
            case "--data" where options.dataDirectory == nil: options.dataDirectory = value
            case "--listen" where options.listen == nil: options.listen = value
            case "--admin" where options.admin == nil: options.admin = value
            // Not opened by this version, but an ordinary option all the same.
            case "--bots":
                guard let port = UInt16(value), options.bots == nil else { return nil }
                options.bots = port
            default: return nil
            }
        }
        return options
    }
}
