// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

/// The pool's state as `/admin/bots` tells it. Moments are unix milliseconds, durations milliseconds.
struct BotsReport {
    let snapshot: PoolSnapshot
    /// The moment on both clocks, to tell one by the other.
    let now: Instant
    let unixMilliseconds: Int64
    /// What engines and loops have told.
    var inquiry = BotInquiry(instances: [], loops: [])

    /// Everything.
    var list: [UInt8] {
        var json = Array(#"{"bots":["#.utf8)
        append(snapshot.bots, to: &json) { append($0, to: &$1) }
        json.append(text: #"],"instances":["#)
        append(snapshot.instances, to: &json) { append($0, to: &$1) }
        json.append(text: #"],"failures":["#)
        append(snapshot.failures, to: &json) { append($0, to: &$1) }
        json.append(text: #"],"engines_away":{"#)
        append(snapshot.away.sorted { $0.key.rawValue < $1.key.rawValue }, to: &json) { engine, json in
            json.append(json: engine.key.rawValue)
            json.append(text: ":")
            var object = JSONObject()
            object.add("detail", engine.value.text)
            object.add("since", unix(engine.value.since))
            json.append(contentsOf: object.bytes)
        }
        json.append(text: "}}\n")
        return json
    }

    /// One bot with the instances that are meant; nil if there is no such bot.
    func bot(_ target: PoolTarget) -> [UInt8]? {
        guard snapshot.bots.contains(where: { $0.binding == target.binding }) else { return nil }
        var part = snapshot
        part.bots = snapshot.bots.filter { $0.binding == target.binding }
        part.instances = snapshot.instances.filter { target.includes($0.key) }
        part.failures = snapshot.failures.filter {
            $0.service.binding == target.binding && (target.client == nil || $0.service.client == target.client)
        }
        return BotsReport(snapshot: part, now: now, unixMilliseconds: unixMilliseconds, inquiry: inquiry).list
    }

    /// What other routers have left on the engine, or have there: only the operator knows which.
    static func orphans(_ containers: [ForeignContainer], owner: String) -> [UInt8] {
        var json = Array("{\"owner\":".utf8)
        json.append(json: owner)
        json.append(text: ",\"containers\":[")
        for (index, container) in containers.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            var object = JSONObject()
            object.add("id", container.container)
            object.add("name", container.name)
            object.add("owner", container.owner)
            object.add("running", Array("\(container.isRunning)".utf8))
            json.append(contentsOf: object.bytes)
        }
        json.append(text: "]}\n")
        return json
    }

    private func append<Element>(
        _ elements: some Collection<Element>, to json: inout [UInt8], each write: (Element, inout [UInt8]) -> Void
    ) {
        for (index, element) in elements.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            write(element, &json)
        }
    }

    private func append(_ bot: PoolSnapshot.Bot, to json: inout [UInt8]) {
        var object = JSONObject()
        object.add("binding", bot.binding)
        object.add("engine", bot.engine?.rawValue)
        object.add("image", bot.image)
        object.add("image_state", bot.imageState.rawValue)
        object.add("revision", bot.revision)
        object.add("start_ms", bot.startMilliseconds)
        json.append(contentsOf: object.bytes)
    }

    private func append(_ instance: PoolSnapshot.Instance, to json: inout [UInt8]) {
        var object = JSONObject()
        object.add("id", instance.id.text)
        object.add("binding", instance.key.binding)
        object.add("client", instance.key.client)
        object.add("ordinal", instance.key.ordinal)
        object.add("state", instance.state.rawValue)
        object.add("since", unix(instance.since))
        object.add("why", instance.why)
        object.add("generation", instance.generation.map { Int($0) })
        object.add("address", instance.address.map { "\($0)" })
        object.add("restarts", instance.restarts)
        let isCounted = inquiry.hasInFlight && instance.generation != nil
        object.add("in_flight", isCounted ? inquiry.inFlight[instance.generation ?? 0, default: 0] : nil)
        object.add("busy_loops", instance.busyLoops)
        object.add("idle_ms", instance.idleSince.map { milliseconds(now.nanoseconds(since: $0)) })
        let usage = inquiry.usage[instance.id]
        object.add("memory_bytes", usage?.memoryBytes)
        object.add("cpu_ms", usage.map { $0.processorNanoseconds / 1_000_000 })
        object.add("start", parts(instance.start))
        object.add("last_exit", instance.lastExit.map(exit))
        var history = Array("[".utf8)
        append(instance.history, to: &history) { json, out in out.append(contentsOf: step(json)) }
        history.append(UInt8(ascii: "]"))
        object.add("history", history)
        json.append(contentsOf: object.bytes)
    }

    private func parts(_ times: StartTimes) -> [UInt8] {
        var object = JSONObject()
        object.add("queue_ms", milliseconds(times.queue))
        object.add("network_ms", milliseconds(times.network))
        object.add("create_ms", milliseconds(times.create))
        object.add("start_ms", milliseconds(times.start))
        object.add("ready_ms", milliseconds(times.ready))
        return object.bytes
    }

    private func exit(_ exit: InstanceExit) -> [UInt8] {
        var object = JSONObject()
        object.add("code", exit.code)
        object.add("oom", Array("\(exit.isOutOfMemory)".utf8))
        object.add("last_lines", lines(exit.lastLines))
        return object.bytes
    }

    private func lines(_ lines: [String]) -> [UInt8] {
        var json = Array("[".utf8)
        append(lines, to: &json) { $1.append(json: $0) }
        json.append(UInt8(ascii: "]"))
        return json
    }

    private func step(_ transition: Transition) -> [UInt8] {
        var object = JSONObject()
        object.add("id", transition.id.text)
        object.add("state", transition.state?.rawValue ?? "gone")
        object.add("at", unix(transition.at))
        object.add("after_ms", milliseconds(transition.after))
        object.add("why", transition.why)
        if let start = transition.start { object.add("start", parts(start)) }
        return object.bytes
    }

    private func append(_ failure: PoolSnapshot.Failure, to json: inout [UInt8]) {
        var object = JSONObject()
        object.add("binding", failure.service.binding)
        object.add("client", failure.service.client)
        object.add("count", failure.count)
        object.add("until", failure.until.map(unix))
        object.add("phase", failure.cause?.phase)
        object.add("detail", failure.cause?.text)
        object.add("exit_code", failure.cause?.exitCode)
        object.add("oom", failure.cause.map { Array("\($0.isOutOfMemory)".utf8) })
        object.add("last_lines", lines(failure.cause?.lastLines ?? []))
        json.append(contentsOf: object.bytes)
    }

    private func unix(_ moment: Instant) -> Int {
        let ago = Int64(clamping: now.nanoseconds(since: moment) / 1_000_000)
        let ahead = Int64(clamping: moment.nanoseconds(since: now) / 1_000_000)
        return Int(unixMilliseconds - ago + ahead)
    }

    private func milliseconds(_ nanoseconds: UInt64) -> Int { Int(clamping: nanoseconds / 1_000_000) }
}

/// A JSON object as it is written, member by member.
private struct JSONObject {
    private var members = Array("{".utf8)

    var bytes: [UInt8] { members + [UInt8(ascii: "}")] }

    private mutating func name(_ name: String) {
        if members.count > 1 { members.append(UInt8(ascii: ",")) }
        members.append(json: name)
        members.append(UInt8(ascii: ":"))
    }

    mutating func add(_ name: String, _ value: String?) {
        self.name(name)
        if let value { members.append(json: value) } else { members.append(text: "null") }
    }

    mutating func add(_ name: String, _ value: Int?) {
        self.name(name)
        members.append(text: value.map(String.init) ?? "null")
    }

    /// A member whose value is written already.
    mutating func add(_ name: String, _ json: [UInt8]?) {
        self.name(name)
        members.append(contentsOf: json ?? Array("null".utf8))
    }
}
