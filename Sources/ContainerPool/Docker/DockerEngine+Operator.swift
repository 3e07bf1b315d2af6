// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Outbound

/// Memory and processor time of an instance.
public struct InstanceUsage: Sendable, Equatable {
    /// Bytes it uses now, without the cache of files.
    public let memoryBytes: Int
    /// Processor time since its program was started, in nanoseconds.
    public let processorNanoseconds: Int

    /// Both of them.
    public init(memoryBytes: Int, processorNanoseconds: Int) {
        self.memoryBytes = memoryBytes
        self.processorNanoseconds = processorNanoseconds
    }
}

/// A log that is being read, for whoever wants to end that.
public final class LogReading {
    private let stop: () -> Void

    init(_ stop: @escaping () -> Void) { self.stop = stop }

    /// Ends it; nothing more is handed out.
    public func cancel() { stop() }
}

/// A container made by this program for any router.
public struct ForeignContainer: Sendable, Equatable {
    /// The engine's id of it.
    public let container: String
    /// Its name, for people.
    public let name: String
    /// Whom it was made for.
    public let owner: String
    /// Whether its program runs.
    public let isRunning: Bool
}

// What an operator asks beside what the pool tells: logs, usage, what is left over.
extension DockerEngine {
    /// Whether it has made this instance.
    public func has(_ id: InstanceID) -> Bool { instances[id] != nil }

    /// Reads the log of an instance: its last lines, and then, if it is followed, every line as it is written, until it
    /// ends or is cancelled.
    /// - Parameters:
    ///   - line: called with each line, at most 8 KiB of it, and whether it is from the standard error stream.
    ///   - ended: called once, unless cancelled, with what went wrong if anything.
    public func logs(
        _ id: InstanceID, last count: Int, follows: Bool,
        line: @escaping (_ text: String, _ isError: Bool) -> Void, ended: @escaping (EngineFailure?) -> Void
    ) -> LogReading {
        guard let instance = instances[id] else {
            ended(.missing(id))
            return LogReading {}
        }
        var request = DockerRequest(
            "GET", "/containers/\(instance.container)/logs",
            [("stdout", "1"), ("stderr", "1"), ("tail", String(count)), ("follow", follows ? "1" : "0")])
        request.answerBytes = .max
        if follows {
            request.answerWithin = nil
            request.silence = nil
        }
        var demultiplexer = LogDemultiplexer()
        var streams = [LineSplitter(limit: DockerLimits.logLine), LineSplitter(limit: DockerLimits.logLine)]
        let stream = client.stream(request) { [unowned self] head in
            let type = head.first("Content-Type") ?? ""
            let isRaw = client.version >= .typedLogs && type == "application/vnd.docker.raw-stream"
            demultiplexer = LogDemultiplexer(isRaw: isRaw)
        } received: { bytes in
            demultiplexer.take(bytes) { piece, isError in
                streams[isError ? 1 : 0].take(piece) { line(String(decoding: $0, as: UTF8.self), isError) }
            }
        } ended: { failure in
            for index in streams.indices {
                streams[index].end { line(String(decoding: $0, as: UTF8.self), index == 1) }
            }
            ended(failure?.engineFailure("reading the log of \(instance.key.binding)"))
        }
        return LogReading { stream.cancel() }
    }

    /// What an instance uses now.
    public func usage(_ id: InstanceID, then: @escaping (Result<InstanceUsage, EngineFailure>) -> Void) {
        guard let instance = instances[id] else { return then(.failure(.missing(id))) }
        let query = [(name: "stream", value: "0"), (name: "one-shot", value: "1")]
        client.call(DockerRequest("GET", "/containers/\(instance.container)/stats", query)) { result in
            do throws(DockerFailure) {
                let said = try result.get().json(ContainerStatistics.self)
                let usage = InstanceUsage(
                    memoryBytes: said.memoryBytes, processorNanoseconds: said.processorNanoseconds)
                then(.success(usage))
            } catch {
                then(.failure(error.engineFailure("asking what \(instance.key.binding) uses")))
            }
        }
    }

    /// Removes the networks of clients, and of bots that all clients share, that are not named here and that no
    /// instance is on. Nothing is reported; `then` is called when it is done, or could not be.
    public func removeNetworks(
        exceptClients clients: Set<String>, exceptSharedBots bindings: Set<String>, then: @escaping () -> Void = {}
    ) {
        whenSurveyed { [unowned self] failure in
            guard failure == nil else { return then() }
            networks.remove { client, binding in
                client.map(clients.contains) ?? binding.map(bindings.contains) ?? false
            } then: {
                then()
            }
        }
    }

    /// Every container this program has made on the engine, for any router, as an operator must see before removing
    /// those of a router that is no more.
    public func orphans(then: @escaping (Result<[ForeignContainer], EngineFailure>) -> Void) {
        let label = "\(ContainerLabels.product)=\(ContainerLabels.productValue)"
        let filter = DockerRequest.filter(labels: [label])
        link.whenKnown { [unowned self] failure in
            if let failure { return then(.failure(failure)) }
            client.call(DockerRequest("GET", "/containers/json", [("all", "1"), filter])) { result in
                do throws(DockerFailure) {
                    let containers = try result.get().json([ContainerListing].self).map { listing in
                        let name = listing.names?.first ?? ""
                        return ForeignContainer(
                            container: listing.id, name: name.hasPrefix("/") ? String(name.dropFirst()) : name,
                            owner: listing.labels?[ContainerLabels.owner] ?? "",
                            isRunning: listing.state == "running" || listing.state == "paused")
                    }
                    then(.success(containers))
                } catch {
                    then(.failure(error.engineFailure("listing containers")))
                }
            }
        }
    }
}
