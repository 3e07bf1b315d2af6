// SPDX-License-Identifier: Apache-2.0

/// One life of one instance, from being made to being gone: a container, a process. Opaque, random, never used twice,
/// so that what is said late about an old one cannot be taken for the new one, and a name an engine derives from it is
/// never taken. The engine keeps it with what it makes, and tells it when it looks again after a restart.
public struct InstanceID: Hashable, Sendable, CustomStringConvertible {
    /// 16 hexadecimal digits, lower case.
    public let text: String

    /// From 64 random bits.
    public init(_ bits: UInt64) {
        let digits = String(bits, radix: 16)
        text = String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// As it was written down earlier; nil for anything else.
    public init?(text: String) {
        guard text.utf8.count == 16, let bits = UInt64(text, radix: 16), InstanceID(bits).text == text else {
            return nil
        }
        self.text = text
    }

    /// Its digits.
    public var description: String { text }
}
