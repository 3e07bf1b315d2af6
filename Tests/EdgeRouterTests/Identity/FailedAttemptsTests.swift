// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct FailedAttemptsTests {
    private let address: [UInt8] = [192, 0, 2, 1]

    private func seconds(_ count: Double) -> Instant { Instant(nanoseconds: 1_000_000_000_000 + UInt64(count * 1e9)) }

    @Test func `so many at once, then one each interval`() throws {
        var attempts = FailedAttempts()
        for _ in 0..<FailedAttempts.burst {
            #expect(attempts.secondsToWait(address, now: seconds(0)) == nil)
            attempts.note(address, now: seconds(0))
        }
        #expect(attempts.secondsToWait(address, now: seconds(0)) == 1)
        #expect(attempts.secondsToWait(address, now: seconds(0.001)) == nil)
        attempts.note(address, now: seconds(0.001))
        #expect(attempts.secondsToWait(address, now: seconds(0.001)) == 3)
        #expect(attempts.secondsToWait(address, now: seconds(3.01)) == nil)
        #expect(attempts.secondsToWait([192, 0, 2, 2], now: seconds(0.001)) == nil)
    }

    @Test func `who has been quiet for long enough begins anew`() {
        var attempts = FailedAttempts()
        for _ in 0..<100 { attempts.note(address, now: seconds(0)) }
        #expect(attempts.secondsToWait(address, now: seconds(0)) == 241)
        #expect(attempts.secondsToWait(address, now: seconds(241)) == nil)
    }

    @Test func `a network of one customer's is one source`() {
        var attempts = FailedAttempts()
        let network: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 1]
        for host in 0..<100 { attempts.note(network + [0, 0, 0, 0, 0, 0, 0, UInt8(host)], now: seconds(0)) }
        #expect(attempts.count == 1)
        #expect(attempts.secondsToWait(network + [1, 2, 3, 4, 5, 6, 7, 8], now: seconds(0)) != nil)
        #expect(
            attempts.secondsToWait([0x20, 1, 0xd, 0xb8, 0, 0, 0, 2] + [0, 0, 0, 0, 0, 0, 0, 1], now: seconds(0)) == nil)
    }

    @Test func `any number of sources takes bounded memory`() {
        var attempts = FailedAttempts()
        for number in 0..<UInt32(3 * FailedAttempts.maximumCount) {
            let address = [UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255), 1]
            attempts.note(address, now: seconds(Double(number)))
            #expect(attempts.count <= FailedAttempts.maximumCount)
        }
    }
}
