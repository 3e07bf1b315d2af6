// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import HTTPCore

/// What a bot shows at its own listener. It says what it is good for and is signed, so that the router keeps no record
/// of it and knows it again after a restart:
///
///     edgebot_1.i.BINDING.CLIENT.LIFE.INSTANCE.MAC            an instance's own, CLIENT empty where clients share it
///     edgebot_1.r.BINDING.CLIENT.LIFE.INSTANCE.EXPIRY.MAC     for one client's request to a shared instance
///
/// Nothing in it needs quoting in a URL or a header. No client's token begins so, and no client's token is one.
struct BotToken: Equatable {
    /// What it speaks for.
    let binding: String
    /// The client; nil in the own token of an instance that clients share.
    let client: String?
    /// Of the clients of that id the one it was made for.
    let life: ClientLife
    /// The instance it was given to.
    let instance: InstanceID
    /// Unix seconds from which on it is good for nothing; nil for an instance's own, which ends with the instance.
    let expiresAt: Int64?

    /// How it begins.
    static let prefix = "edgebot_"
    /// How long a request's token is good for, in seconds. Source: the contract's section 7.
    static let requestSeconds: Int64 = 15 * 60
    /// Longer than any, in bytes: a binding and a client of 64 each, and the numbers.
    private static let maximumBytes = 320
    private static let version = prefix + "1"

    /// The text of it, signed.
    func text(signedWith key: BotTokenKey) -> String {
        let signed = signedPart
        var bytes = Array(signed.utf8)
        bytes.append(0x2e)
        for byte in key.code(of: Array(signed.utf8)) {
            bytes.append(UInt8(hexDigitOf: UInt64(byte >> 4)))
            bytes.append(UInt8(hexDigitOf: UInt64(byte)))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private var signedPart: String {
        let subject = "\(binding).\(client ?? "").\(life.text).\(instance)"
        return if let expiresAt {
            "\(Self.version).r.\(subject).\(expiresAt)"
        } else {
            "\(Self.version).i.\(subject)"
        }
    }

    /// A token of these parts.
    init(
        binding: String, client: String?, life: ClientLife = .first, instance: InstanceID, expiresAt: Int64? = nil
    ) {
        self.life = life
        self.binding = binding
        self.client = client
        self.instance = instance
        self.expiresAt = expiresAt
    }

    /// The token that the bytes are; nil if they are none that this key has signed. Whether it has expired is the
    /// caller's to look at.
    init?(_ bytes: some Collection<UInt8>, signedWith key: BotTokenKey) {
        guard bytes.count <= Self.maximumBytes else { return nil }
        let parts = bytes.split(separator: 0x2e, omittingEmptySubsequences: false)
        let isRequest = parts.count == 8
        guard isRequest || parts.count == 7, let mac = parts.last.flatMap({ Self.hexadecimal($0) }) else { return nil }
        // Before anything in it is believed.
        let signed = Array(parts.dropLast().joined(separator: [0x2e]))
        guard key.isCode(mac, of: signed) else { return nil }
        let words = parts.map { String(decoding: Array($0), as: UTF8.self) }
        guard words[0] == Self.version, words[1] == (isRequest ? "r" : "i"),
            let instance = InstanceID(text: words[5])
        else { return nil }
        binding = words[2]
        client = words[3].isEmpty ? nil : words[3]
        life = ClientLife(text: words[4])
        self.instance = instance
        expiresAt = isRequest ? Int64(words[6]) : nil
        guard !isRequest || expiresAt != nil else { return nil }
    }

    /// Whether it is good for anything now, in unix seconds.
    func isAlive(now: Int64) -> Bool { expiresAt.map { now < $0 } ?? true }

    /// The 32 bytes of 64 digits.
    private static func hexadecimal(_ digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in digits {
            guard let value = digit.hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
