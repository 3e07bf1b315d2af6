// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import TestSupport
import Testing

@Suite struct PoolModelTests {
    @Test(arguments: 1...40) func `in any order of messages nothing in use is retired and everybody is answered`(
        seed: Int
    ) {
        var numbers = RepeatableNumbers(seed: UInt64(seed))
        var model = PoolModel(loops: 3)
        let keys = [InstanceKey(binding: "A"), InstanceKey(binding: "B"), InstanceKey(binding: "A", client: "c")]
        for _ in 0..<3000 {
            let loop = Int.random(in: 0..<3, using: &numbers)
            switch Int.random(in: 0..<40, using: &numbers) {
            case 0..<10: model.request(keys[Int.random(in: 0..<3, using: &numbers)], on: loop)
            case 10..<18: model.finish(on: loop, unreachable: Int.random(in: 0..<8, using: &numbers) == 0)
            case 18..<26: _ = model.deliver(to: loop)
            case 26..<34: _ = model.deliverToPool(from: loop)
            case 34..<39: _ = model.deliverReport()
            default:
                let port = UInt16.random(in: 1...2, using: &numbers)
                let isThere = Int.random(in: 0..<3, using: &numbers) > 0
                model.configure(isThere ? [bot("A", port: port), bot("B")] : [bot("B")])
            }
        }
        model.settle()
        #expect(model.waiting == 0)
        #expect(model.inFlight == 0)
        #expect(model.publications > 20 && model.answered > 100)
    }
}
