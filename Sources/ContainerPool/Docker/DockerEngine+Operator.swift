// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Outbound

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
    /// Reads the log of an instance.
    public func logs(_ id: InstanceID, _ wanted: LogRequest) -> LogReading {
        guard let instance = instances[id] else {
            wanted.ended(.missing(id))
            return LogReading {}
        }
        var request = DockerRequest(
            "GET", "/containers/\(instance.container)/logs",
            [("stdout", "1"), ("stderr", "1"), ("tail", String(wanted.last)), ("follow", wanted.follows ? "1" : "0")])
        request.answerBytes = .max
        if wanted.follows {
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
                streams[isError ? 1 : 0].take(piece) { wanted.line(String(decoding: $0, as: UTF8.self), isError) }
            }
        } ended: { failure in
            for index in streams.indices {
                streams[index].end { wanted.line(String(decoding: $0, as: UTF8.self), index == 1) }
            }
            wanted.ended(failure?.engineFailure("reading the log of \(instance.key.binding)"))
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

    /// Removes every container and every network that this program has made for another owner on the engine, whether
    /// they run or not; `then` is told how many containers went. That the owner is no more is the operator's word.
    public func removeOrphans(of owner: String, then: @escaping (Result<Int, EngineFailure>) -> Void) {
        guard owner != options.owner else { return then(.failure(EngineFailure(.refused, "\(owner) is this router."))) }
        orphans { [unowned self] result in
            guard case .success(let all) = result else { return then(result.map { _ in 0 }) }
            let theirs = all.filter { $0.owner == owner }
            removeAll(theirs.map { "/containers/\($0.container)" }, [("force", "1"), ("v", "1")]) {
                [unowned self] count in
                let filter = DockerRequest.filter(labels: ContainerLabels.filter(owner: owner))
                client.call(DockerRequest("GET", "/networks", [filter])) { [unowned self] result in
                    let networks = (try? result.get().json([NetworkListing].self)) ?? []
                    removeAll(networks.map { "/networks/\($0.id)" }, []) { _ in
                        guard count == theirs.count else {
                            let text = "\(theirs.count - count) of \(theirs.count) containers could not be removed."
                            return then(.failure(EngineFailure(.failed, text)))
                        }
                        then(.success(count))
                    }
                }
            }
        }
    }

    /// Removes one after the other; `then` is told how many are gone.
    private func removeAll(
        _ paths: [String], _ query: [(name: String, value: String)], _ gone: Int = 0, then: @escaping (Int) -> Void
    ) {
        guard let path = paths.first else { return then(gone) }
        client.call(DockerRequest("DELETE", path, query)) { [unowned self] result in
            var isGone = true
            if case .failure(let failure) = result {
                if case .status(404, _) = failure {} else { isGone = false }
            }
            removeAll(Array(paths.dropFirst()), query, gone + (isGone ? 1 : 0), then: then)
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
