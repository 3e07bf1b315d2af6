// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

// What an operator asks beside what the pool tells.
extension ProcessEngine {
    /// What a process and those it started use now.
    public func usage(_ id: InstanceID, then: @escaping (Result<InstanceUsage, EngineFailure>) -> Void) {
        guard let pid = instances[id]?.child?.pid, let used = ProcessUsage.ofFamily(pid) else {
            return then(.failure(.missing(id)))
        }
        then(
            .success(
                InstanceUsage(memoryBytes: used.memoryBytes, processorNanoseconds: used.processorNanoseconds)))
    }

    /// Reads what an instance has written, as far as it is kept, and what it writes from now on.
    public func logs(_ id: InstanceID, _ wanted: LogRequest) -> LogReading {
        guard let instance = instances[id] else {
            wanted.ended(.missing(id))
            return LogReading {}
        }
        for line in instance.log.last(wanted.last) { wanted.line(line.text, line.isError) }
        guard wanted.follows, instance.child != nil else {
            wanted.ended(nil)
            return LogReading {}
        }
        lastReader += 1
        let reader = lastReader
        if instance.readers.count >= Self.readersAtOnce, let oldest = instance.readers.keys.min() {
            instance.readers.removeValue(forKey: oldest)?.ended(nil)
        }
        instance.readers[reader] = wanted
        return LogReading { [weak instance] in instance?.readers[reader] = nil }
    }
}
