// SPDX-License-Identifier: Apache-2.0

/// SHA-256 (FIPS 180-4) of bytes that are in memory, without asking for any more: a token is hashed on each request,
/// and the library's hash asks for a context each time.
struct SecureHash {
    private var state: InlineArray<8, UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// Of the cube roots of the first 64 primes, the first 32 bits behind the point (section 4.2.2).
    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]

    /// Bytes that are hashed at a time, and those of the length at the end of the last.
    private static let blockBytes = 64
    private static let lengthBytes = 8

    /// The eight words of the hash, the first the most significant.
    static func words(of bytes: Span<UInt8>) -> InlineArray<8, UInt32> {
        var hash = SecureHash()
        // A one bit, zeros, and the length in bits (section 5.1.1).
        let end = (bytes.count + 1 + lengthBytes + blockBytes - 1) / blockBytes * blockBytes
        for start in stride(from: 0, to: end, by: blockBytes) {
            var block = InlineArray<16, UInt32>(repeating: 0)
            for index in 0..<16 {
                for place in start + 4 * index..<start + 4 * index + 4 {
                    let byte: UInt8 = place < bytes.count ? bytes[place] : place == bytes.count ? 0x80 : 0
                    block[index] = block[index] << 8 | UInt32(byte)
                }
            }
            if start + blockBytes == end {
                let bits = UInt64(bytes.count) << 3
                block[14] = UInt32(truncatingIfNeeded: bits >> 32)
                block[15] = UInt32(truncatingIfNeeded: bits)
            }
            hash.add(&block)
        }
        return hash.state
    }

    /// One block (section 6.2.2). Of the message schedule, sixteen words at a time are there.
    private mutating func add(_ block: inout InlineArray<16, UInt32>) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for round in 0..<64 {
            let place = round & 15
            if round >= 16 {
                let (early, late) = (block[(place + 1) & 15], block[(place + 14) & 15])
                let first = Self.turned(early, 7) ^ Self.turned(early, 18) ^ early >> 3
                let second = Self.turned(late, 17) ^ Self.turned(late, 19) ^ late >> 10
                block[place] = block[place] &+ first &+ block[(place + 9) & 15] &+ second
            }
            let mixed = Self.turned(e, 6) ^ Self.turned(e, 11) ^ Self.turned(e, 25)
            let one = h &+ mixed &+ ((e & f) ^ (~e & g)) &+ Self.constants[round] &+ block[place]
            let two =
                (Self.turned(a, 2) ^ Self.turned(a, 13) ^ Self.turned(a, 22)) &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e) = (g, f, e, d &+ one)
            (d, c, b, a) = (c, b, a, one &+ two)
        }
        let words: InlineArray<8, UInt32> = [a, b, c, d, e, f, g, h]
        for index in 0..<8 { state[index] &+= words[index] }
    }

    @inline(__always)
    private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
}
