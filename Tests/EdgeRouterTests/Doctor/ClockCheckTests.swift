// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct ClockCheckTests {
    /// 2026-11-23 12:00:00 UTC.
    private let now: Int64 = 1_795_435_200
    private let remedy = "sudo timedatectl set-ntp true"

    private func finding(_ now: Int64, _ synchronization: ClockSynchronization) -> Finding {
        ClockCheck(now: now, synchronization: synchronization).finding
    }

    @Test func `a clock that is kept right is fine`() {
        #expect(
            finding(now, .synchronized(maximumErrorMicroseconds: 5_000_000))
                == .fine(.clock, "Mon, 23 Nov 2026 12:00:00 GMT, kept right by the network"))
        #expect(finding(now, .unknown).status == .fine)
    }

    @Test func `one that drifts is said to`() {
        #expect(
            finding(now, .free)
                == .reduced(
                    .clock, "Mon, 23 Nov 2026 12:00:00 GMT, kept right by nobody that the kernel knows of",
                    mend: remedy))
        #expect(
            finding(now, .synchronized(maximumErrorMicroseconds: 16_000_000))
                == .reduced(.clock, "Mon, 23 Nov 2026 12:00:00 GMT, and maybe 16 s off", mend: remedy))
    }

    @Test func `one that was never set is wrong, whatever the kernel says`() {
        for seconds: Int64 in [0, -5, 1_767_225_599] {
            let finding = finding(seconds, .synchronized(maximumErrorMicroseconds: 1))
            #expect(finding.status == .wrong && finding.remedy == remedy, "\(finding)")
        }
        #expect(finding(1_767_225_600, .unknown).status == .fine)
    }

    @Test func `this machine has one`() {
        #expect(ClockCheck.look().finding.status != .wrong)
    }
}
