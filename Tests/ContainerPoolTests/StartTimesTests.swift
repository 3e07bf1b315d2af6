// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct StartTimesTests {
    @Test func `each part lasts from its beginning to that of the next`() {
        var watch = StartWatch(at(0))
        watch.launched(at(1))
        watch.began(.network, at(1))
        watch.began(.create, at(3))
        watch.began(.start, at(7))
        watch.started(at(15))
        watch.ready(at(31))
        let times = watch.times
        let parts = [times.queue, times.network, times.create, times.start, times.ready].map { $0 / 1_000_000 }
        #expect(parts == [1, 2, 4, 8, 16])
        #expect(times.total == 31_000_000)
    }

    @Test func `a start without reported parts is one part`() {
        var watch = StartWatch(at(0))
        watch.launched(at(0))
        watch.started(at(5))
        watch.ready(at(5))
        #expect(watch.times.start == 5_000_000 && watch.times.total == 5_000_000)
    }
}
