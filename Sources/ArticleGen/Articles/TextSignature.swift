// SPDX-License-Identifier: Apache-2.0

/// What a text is like, so that two can be compared without reading them: the smallest of the hashes of its shingles
/// under many hash functions (MinHash: Broder, "On the resemblance and containment of documents", 1997). The share of
/// places where two signatures agree estimates the share of shingles that two texts have in common.
struct TextSignature: Hashable, Sendable {
    /// Hash functions: the estimate's standard error is at most 0.044.
    static let count = 128
    /// Words in a shingle. Five in a row are seldom the same by chance.
    static let words = 5

    /// 16 bits of each smallest hash: two texts agree by chance in one place of 65,536.
    let minima: [UInt16]

    /// Of a text. One without a whole shingle has the signature of nothing, which is like no other.
    init(_ text: String) {
        let shingles = Shingles.hashes(text)
        var minima = [UInt64](repeating: .max, count: Self.count)
        for shingle in shingles {
            for index in minima.indices {
                let hash = (shingle ^ Self.seeds[index]) &* 0x9e37_79b9_7f4a_7c15
                minima[index] = min(minima[index], hash ^ (hash >> 29))
            }
        }
        self.minima = shingles.isEmpty ? [] : minima.map { UInt16(truncatingIfNeeded: $0 >> 7) }
    }

    /// One that was written as ``text``; nil if it is none.
    init?(text: String) {
        let digits = Array(text.utf8)
        guard digits.count == Self.count * 4 else { return nil }
        var minima: [UInt16] = []
        for start in stride(from: 0, to: digits.count, by: 4) {
            guard let value = UInt16(String(decoding: digits[start..<(start + 4)], as: UTF8.self), radix: 16) else {
                return nil
            }
            minima.append(value)
        }
        self.minima = minima
    }

    /// As hexadecimal digits; empty for the signature of nothing.
    var text: String {
        minima.map { value in
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    /// About how much two texts have in common, 0 to 1.
    func likeness(_ other: TextSignature) -> Double {
        guard minima.count == Self.count, other.minima.count == Self.count else { return 0 }
        return Double(zip(minima, other.minima).count { $0 == $1 }) / Double(Self.count)
    }

    private static let seeds: [UInt64] = {
        var state: UInt64 = 0x0123_4567_89ab_cdef
        return (0..<count).map { _ in
            // SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every version, as stored signatures need.
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }()
}

/// Every few words of a text that stand in a row.
enum Shingles {
    /// Their hashes (FNV-1a), each once. Words are letters and digits, in any case.
    static func hashes(_ text: String) -> Set<UInt64> {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard words.count >= TextSignature.words else { return [] }
        var hashes: Set<UInt64> = []
        for start in 0...(words.count - TextSignature.words) {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for word in words[start..<(start + TextSignature.words)] {
                for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
                hash = (hash ^ 0x20) &* 0x0000_0100_0000_01b3
            }
            hashes.insert(hash)
        }
        return hashes
    }

    /// How much two texts have in common, 0 to 1: shingles of both, out of those of either (Jaccard).
    static func likeness(_ one: String, _ other: String) -> Double {
        let (first, second) = (hashes(one), hashes(other))
        let all = first.union(second).count
        return all == 0 ? 0 : Double(first.intersection(second).count) / Double(all)
    }
}
