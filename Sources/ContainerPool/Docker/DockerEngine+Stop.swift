// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

extension DockerEngine {
    /// Ends a container's program: SIGTERM, after the grace SIGKILL.
    public func stop(_ id: InstanceID, graceMilliseconds: Int) {
        enqueue(id) { [unowned self] done in
            guard let instance = instances[id] else {
                report(.failed(id, .missing(id)))
                return done()
            }
            guard instance.state == .frozen else { return end(instance, graceMilliseconds, done) }
            // A frozen program would not hear the signal.
            client.call(DockerRequest("POST", "/containers/\(instance.container)/unpause")) { [unowned self] _ in
                end(instance, graceMilliseconds, done)
            }
        }
    }

    private func end(_ instance: DockerInstance, _ grace: Int, _ done: @escaping () -> Void) {
        // The engine counts in seconds.
        let seconds = (max(0, grace) + 999) / 1000
        var request = DockerRequest("POST", "/containers/\(instance.container)/stop", [("t", String(seconds))])
        request.answerWithin = .seconds(seconds) + DockerLimits.stopMargin
        client.call(request) { [unowned self] result in
            if case .failure(let failure) = result {
                if case .status(404, _) = failure { forget(instance) }
                report(.failed(instance.id, failure.engineFailure("stopping \(instance.key.binding)")))
                return done()
            }
            learnExit(instance) { [unowned self] exit in
                let exit = exit ?? InstanceExit(code: nil)
                change(instance, to: .exited(exit))
                report(.exited(instance.id, exit))
                done()
            }
        }
    }

    /// Removes a container, with what it wrote, running or not.
    public func remove(_ id: InstanceID) {
        enqueue(id) { [unowned self] done in
            guard let instance = instances[id] else {
                report(.removed(id))
                return done()
            }
            remove(instance, triesLeft: DockerLimits.removalTries, done)
        }
    }

    private func remove(_ instance: DockerInstance, triesLeft: Int, _ done: @escaping () -> Void) {
        let request = DockerRequest("DELETE", "/containers/\(instance.container)", [("force", "1"), ("v", "1")])
        client.call(request) { [unowned self] result in
            switch result {
            case .success, .failure(.status(404, _)):
                forget(instance)
                report(.removed(instance.id))
            case .failure(.status(409, _)) where triesLeft > 0:
                // Somebody is at it already, and says nothing when it is done.
                return pause(DockerLimits.removalPause) { [unowned self] in
                    remove(instance, triesLeft: triesLeft - 1, done)
                }
            case .failure(let failure):
                report(.failed(instance.id, failure.engineFailure("removing \(instance.key.binding)")))
            }
            done()
        }
    }

    private func pause(_ milliseconds: Int, then: @escaping () -> Void) {
        var timer: LoopTimer?
        timer = try? LoopTimer(on: loop) {
            timer?.close()
            timer = nil
            then()
        }
        guard let timer else { return then() }
        timer.set(milliseconds: milliseconds)
    }

    // MARK: - How a program ended

    /// Something was heard of a container: a hint to look at it, behind what is being done to it.
    func heard(_ event: EngineEvent) {
        guard let action = event.action, let id = event.actor?.attributes?[ContainerLabels.instance],
            let id = InstanceID(text: id), let instance = instances[id], event.actor?.id == instance.container
        else { return }
        switch action {
        case "oom": instance.wasOutOfMemory = true
        case "die", "destroy": enqueue(id) { [unowned self] done in look(id, done) }
        case "pause" where instance.state == .running, "unpause" where instance.state == .frozen:
            // Perhaps our own call, whose answer is still to come.
            if queues[id] == nil { observe() }
        default: break
        }
    }

    /// Finds out whether an instance that runs, as far as is known, has ended.
    private func look(_ id: InstanceID, _ done: @escaping () -> Void) {
        guard let instance = instances[id] else { return done() }
        inspect(instance) { [unowned self] result in
            switch result {
            case .failure(.status(404, _)):
                forget(instance)
                report(.removed(id))
                done()
            case .failure: done()
            case .success(let now):
                // It may have been started again since, or its end is known already.
                guard case .exited? = Self.state(now.state.status), instance.isRunning else { return done() }
                learnExit(instance, now) { [unowned self] exit in
                    change(instance, to: .exited(exit))
                    report(.exited(id, exit))
                    done()
                }
            }
        }
    }

    /// Asks how a program ended; nil if the container still runs or cannot be asked.
    private func learnExit(_ instance: DockerInstance, then: @escaping (InstanceExit?) -> Void) {
        inspect(instance) { [unowned self] result in
            guard case .success(let now) = result, case .exited? = Self.state(now.state.status) else {
                return then(nil)
            }
            learnExit(instance, now) { then($0) }
        }
    }

    func learnExit(
        _ instance: DockerInstance, _ inspection: ContainerInspection, then: @escaping (InstanceExit) -> Void
    ) {
        let isOutOfMemory = inspection.state.isOutOfMemory == true || instance.wasOutOfMemory
        lastLines(of: instance.container) { lines in
            then(InstanceExit(code: inspection.state.exitCode, isOutOfMemory: isOutOfMemory, lastLines: lines))
        }
    }

    /// The last lines a container wrote; none where they cannot be had.
    private func lastLines(of container: String, then: @escaping ([String]) -> Void) {
        var request = DockerRequest(
            "GET", "/containers/\(container)/logs",
            [("stdout", "1"), ("stderr", "1"), ("tail", String(DockerLimits.lastLines))])
        request.answerBytes = DockerLimits.lastLinesBytes
        var demultiplexer = LogDemultiplexer()
        var lines = LastLines(count: DockerLimits.lastLines, lineBytes: DockerLimits.lastLineBytes)
        client.stream(request) { bytes in
            demultiplexer.take(bytes) { lines.take($0, isError: $1) }
        } ended: { _ in
            then(lines.finished())
        }
    }
}
