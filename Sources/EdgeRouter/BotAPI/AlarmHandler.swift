// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `/alarm`: the one alarm that a bot has for each client. PUT `{at}` sets it, in place of the one before; a moment
/// that is past is due at once.
enum AlarmHandler {
    private static let bodyBytes = 1024

    static func handle(_ exchange: Exchange, _ space: BotSpace) throws(Problem) {
        switch exchange.head.method {
        case .get, .head: try read(exchange, space)
        case .put:
            exchange.gatherBody(limit: bodyBytes) { exchange, body in
                exchange.attempt { () throws(Problem) in
                    let alarm = BotAlarm(at: try BotAlarm.moment(of: body))
                    var put = KVPut(namespace: .botAlarms, key: try space.key, value: alarm.json)
                    put.needs = exchange.needs
                    submit(exchange, space, .put(put, if: .none))
                }
            }
        case .delete: submit(exchange, space, .delete(.botAlarms, try space.key, if: .none))
        default: throw .methodNotAllowed("GET, HEAD, PUT, DELETE")
        }
    }

    private static func read(_ exchange: Exchange, _ space: BotSpace) throws(Problem) {
        let key = try space.key
        let entry = try exchange.storedEntry(.botAlarms, String(decoding: key.bytes, as: UTF8.self))
        let at = entry.flatMap { BotAlarm(json: $0.value) }?.at.json ?? "null"
        exchange.respond(200, contentType: "application/json", Array("{\"at\":\(at)}\n".utf8))
    }

    private static func submit(_ exchange: Exchange, _ space: BotSpace, _ mutation: KVMutation) {
        exchange.worker.submit([mutation], bytes: 512, exchange) { exchange, results in
            switch results.first {
            case .failed(let error): return exchange.fail(KVHandler.problem(error))
            case .needMissing: return exchange.fail(.invalidToken)
            default: break
            }
            exchange.worker.services.control.send(.alarmChanged(space))
            exchange.respond(204)
        }
    }
}
