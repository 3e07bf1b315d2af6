// SPDX-License-Identifier: Apache-2.0

/// Why a value is not what its key takes.
struct ConfigurationRejection: Error, Equatable {
    var message: String
    var advice: String?
}

/// What the words of the file look like: one function for each kind, from text to value.
enum ConfigurationSyntax {
    /// Ours; a longer wait is a mistake in the unit. Far from overflowing a `Duration`.
    static let maximumDuration = Duration.seconds(10 * 366 * 86_400)

    /// Ours; 1 PiB. Sums of sizes stay far from overflowing an `Int`.
    static let maximumSize = 1 << 50

    static func duration(_ text: String) throws(ConfigurationRejection) -> Duration {
        let units: [(suffix: String, milliseconds: Int64)] = [
            ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(digits.count)
        guard !digits.isEmpty, let unit = units.first(where: { $0.suffix == suffix }) else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a duration",
                advice: isNumber(text)
                    ? "write \(printable(text)) without quotes for seconds, or '\(printable(text))s'"
                    : "write seconds as a number, or as '500ms', '10s', '5m', '2h', '1d'")
        }
        let limit = maximumDuration.components.seconds * 1_000
        guard let count = Int64(digits), count <= limit / unit.milliseconds else {
            throw ConfigurationRejection(message: "'\(printable(text))' is too long", advice: "at most ten years")
        }
        return .milliseconds(count * unit.milliseconds)
    }

    static func size(_ text: String) throws(ConfigurationRejection) -> Int {
        let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(digits.count)
        guard !digits.isEmpty, let unit = units.first(where: { $0.0 == suffix }) else {
            let meant = digits.isEmpty ? nil : suffix.first.flatMap { first in units.first { $0.0.first == first } }
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a size",
                advice: meant.map { "did you mean '\(digits)\($0.0)'?" }
                    ?? (isNumber(text)
                        ? "write \(printable(text)) without quotes for bytes, or '\(printable(text))KiB'"
                        : "write bytes as a number, or as '512KiB', '8MiB', '1GiB'"))
        }
        guard let count = Int(digits), count <= maximumSize / unit.1 else {
            throw ConfigurationRejection(message: "'\(printable(text))' is too large", advice: "at most 1048576GiB")
        }
        return count * unit.1
    }

    /// Whether somebody has put a number into quotes.
    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isASCIIDigit)
    }

    /// A client's id is a DNS label in lower case: `[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?`.
    static func clientID(_ text: String) throws(ConfigurationRejection) -> String {
        guard isLabel(text.utf8),
            !text.utf8.contains(where: { !$0.isASCIIDigit && $0.isASCIILetter && !$0.isASCIILowercase })
        else {
            let meant = String(
                decoding: text.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }, as: UTF8.self
            )
            .lowercased()
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a client id",
                advice: meant != text && isLabel(meant.utf8)
                    ? "did you mean '\(meant)'?"
                    : "ids are 1 to 63 of a-z, 0-9 and '-', with no '-' at either end")
        }
        return text
    }

    /// The name of a bot or of a KV binding.
    static func bindingName(_ text: String) throws(ConfigurationRejection) -> String {
        let isName = text.utf8.allSatisfy {
            $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
        guard isName, (1...64).contains(text.utf8.count), text.utf8.first?.isASCIILetter == true else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a binding name",
                advice: "names are a letter and up to 63 letters, digits, '_' or '-', as 'CLIENT_A_BOT'")
        }
        return text
    }

    static func namespaceID(_ text: String) throws(ConfigurationRejection) -> String {
        let isID = text.utf8.allSatisfy {
            $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
        guard isID, (1...64).contains(text.utf8.count) else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a namespace id",
                advice: "ids are 1 to 64 letters, digits, '_' or '-', commonly 32 hex digits")
        }
        return text
    }

    /// The name of an environment variable, `[A-Za-z_][A-Za-z0-9_]*`. The text is not repeated in the message: people
    /// put the secret itself where its variable's name belongs.
    static func environmentName(_ text: String) throws(ConfigurationRejection) -> String {
        let isName = text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
        guard isName, (1...128).contains(text.utf8.count), text.utf8.first?.isASCIIDigit == false else {
            throw ConfigurationRejection(
                message: "is not the name of an environment variable",
                advice: "names are letters, digits and '_', as 'OPENAI_API_KEY'; a secret itself never stands here")
        }
        return text
    }

    /// The status codes that count as ready: `2xx-4xx`, `200-399`, `2xx` or `204`.
    static func statusRange(_ text: String) throws(ConfigurationRejection) -> ClosedRange<Int> {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(statusClass)
        if parts.count <= 2, let first = parts.first, let lower = first, let last = parts.last, let upper = last,
            lower.lowerBound <= upper.upperBound
        {
            return lower.lowerBound...upper.upperBound
        }
        throw ConfigurationRejection(
            message: "'\(printable(text))' is not a range of status codes",
            advice: "write it as '2xx', '2xx-4xx', '200-399' or '204', between 100 and 599")
    }

    /// A code, or a class of codes such as `4xx`.
    private static func statusClass(_ text: Substring) -> ClosedRange<Int>? {
        guard text.utf8.count == 3, let first = text.utf8.first, (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(first)
        else { return nil }
        let hundreds = Int(first - UInt8(ascii: "0")) * 100
        if text.dropFirst() == "xx" { return hundreds...(hundreds + 99) }
        guard text.utf8.allSatisfy(\.isASCIIDigit), let code = Int(text) else { return nil }
        return code...code
    }

    /// A cron expression of five fields, with one space between them.
    static func cron(_ text: String) throws(ConfigurationRejection) -> String {
        _ = try CronSchedule(text)
        return text.split(separator: " ").joined(separator: " ")
    }

    /// A Linux capability, with or without `CAP_`, in upper case (capabilities(7) of Linux 6.1).
    static func capability(_ text: String) throws(ConfigurationRejection) -> String {
        let upper = text.uppercased()
        let name = upper.hasPrefix("CAP_") ? String(upper.dropFirst(4)) : upper
        guard linuxCapabilities.contains(name) else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a Linux capability",
                advice: NearestName.suggestion(for: name, among: linuxCapabilities).map { "did you mean '\($0)'?" }
                    ?? "name them one by one, as 'NET_BIND_SERVICE'")
        }
        return name
    }

    private static let linuxCapabilities = [
        "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
        "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
        "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
        "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT",
        "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME",
        "SYS_TTY_CONFIG", "WAKE_ALARM",
    ]

    /// Whether the bytes are a DNS label in either case (RFC 1123 section 2.1).
    static func isLabel(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        (1...63).contains(text.count) && text.first != UInt8(ascii: "-") && text.last != UInt8(ascii: "-")
            && text.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
    }
}
