// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct JobQueueTests {
    @Test func `a job begins when the one before is done, and too many are refused`() {
        let queue = JobQueue(limit: 2)
        var begun: [Int] = []
        var finish: [() -> Void] = []
        var idle = 0
        queue.onIdle = { idle += 1 }
        let taken = (0..<4).map { number in
            queue.add { done in
                begun.append(number)
                finish.append(done)
            }
        }
        #expect(taken == [true, true, true, false] && begun == [0] && queue.isBusy)
        for index in 0..<3 { finish[index]() }
        #expect(begun == [0, 1, 2] && idle == 1 && !queue.isBusy)
        #expect(queue.add { $0() } && idle == 2)
    }
}
