// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct LatencyHistogramTests {
    @Test func `the bounds rise`() {
        #expect(zip(LatencyHistogram.bounds, LatencyHistogram.bounds.dropFirst()).allSatisfy(<))
    }

    @Test func `a duration counts in the first bucket whose bound it does not exceed`() {
        var histogram = LatencyHistogram()
        for (index, bound) in LatencyHistogram.bounds.enumerated() {
            histogram.record(bound)
            #expect(histogram.counts[index] == (index == 0 ? 1 : 2))
            histogram.record(bound + 1)
            #expect(histogram.counts[index + 1] == 1)
        }
        histogram.record(0)
        #expect(histogram.counts[0] == 2)
        histogram.record(.max / 2)
        #expect(histogram.counts.last == 2)
        #expect(histogram.count == UInt64(2 * LatencyHistogram.bounds.count + 2))
    }

    @Test func `sums and counts of two are added`() {
        var (one, other) = (LatencyHistogram(), LatencyHistogram())
        one.record(10)
        other.record(20)
        other.record(60_000)
        one.add(other)
        #expect(one.sumNanoseconds == 60_030 && one.count == 3)
        #expect(one.counts[0] == 2 && one.counts[1] == 1)
    }
}
