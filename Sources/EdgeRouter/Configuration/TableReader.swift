// SPDX-License-Identifier: Apache-2.0

/// What is wrong in one file, as it is found.
final class ConfigurationProblems {
    /// A list longer than this helps nobody, and bounds the work that a hostile file can cause.
    static let maximumCount = 100

    struct Entry: Equatable {
        var path: ConfigurationKeyPath
        var rejection: ConfigurationRejection
    }

    private(set) var entries: [Entry] = []
    private(set) var omitted = 0

    /// Whether further problems are only counted.
    var isFull: Bool { entries.count >= Self.maximumCount }

    func add(_ path: ConfigurationKeyPath, _ message: String, advice: String? = nil) {
        if isFull {
            omitted += 1
        } else {
            entries.append(Entry(path: path, rejection: ConfigurationRejection(message: message, advice: advice)))
        }
    }
}

/// Reads one table key by key. It remembers which keys were asked for: what is left at the end is unknown.
///
/// Each reading method answers nil if the key is absent, and also, after noting the problem, if its value is wrong.
final class TableReader {
    let path: ConfigurationKeyPath
    let problems: ConfigurationProblems
    private let values: [String: ConfigurationValue]
    private var asked: Set<String> = []

    init(_ values: [String: ConfigurationValue], at path: ConfigurationKeyPath, problems: ConfigurationProblems) {
        self.values = values
        self.path = path
        self.problems = problems
    }

    /// The keys that were not asked for, sorted.
    var remainingKeys: [String] { values.keys.filter { !asked.contains($0) }.sorted() }

    /// All keys, for tables whose keys are names; sorted.
    var names: [String] { values.keys.sorted() }

    func contains(_ key: String) -> Bool {
        asked.insert(key)
        return values[key] != nil
    }

    func note(_ key: String, _ message: String, advice: String? = nil) {
        problems.add(path.appending(key), message, advice: advice)
    }

    /// Notes each key that nothing asked for.
    func rejectUnknownKeys() {
        for key in remainingKeys {
            // Looking for the nearest name is the dear part.
            let meant = problems.isFull ? nil : NearestName.suggestion(for: key, among: asked.sorted())
            let advice =
                meant.map { "did you mean '\($0)'?" } ?? "known here: \(asked.sorted().joined(separator: ", "))"
            note(key, "unknown key", advice: asked.isEmpty ? nil : advice)
        }
    }

    // MARK: Scalars

    func value(_ key: String) -> ConfigurationValue? {
        asked.insert(key)
        return values[key]
    }

    func string(_ key: String) -> String? {
        parsed(key) { (text) throws(ConfigurationRejection) in text }
    }

    /// A string that is more than blanks, without control characters.
    func text(_ key: String) -> String? {
        parsed(key, Self.text)
    }

    /// A string that a grammar turns into a value.
    func parsed<T>(_ key: String, _ grammar: (String) throws(ConfigurationRejection) -> T) -> T? {
        value(key).flatMap { parse($0, at: path.appending(key), grammar) }
    }

    func boolean(_ key: String) -> Bool? {
        switch value(key) {
        case nil: return nil
        case .boolean(let value): return value
        case .string("true"), .string("false"):
            note(key, "expected a boolean, found a string", advice: "write true or false without quotes")
        case let other?: noteKind("a boolean", other, key)
        }
        return nil
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(key) else { return nil }
        guard case .integer(let number) = value else {
            noteKind("an integer", value, key)
            return nil
        }
        guard number >= range.lowerBound, number <= range.upperBound else {
            note(key, "\(number) is out of range", advice: "from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return Int(number)
    }

    /// A finite number, whole or not.
    func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
        let number: Double
        switch value(key) {
        case nil: return nil
        case .integer(let value): number = Double(value)
        case .double(let value): number = value
        case let other?:
            noteKind("a number", other, key)
            return nil
        }
        guard range.contains(number) else {
            note(key, "\(number) is out of range", advice: "from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// A duration of at least 1 ms.
    func duration(_ key: String) -> Duration? {
        let limit = Double(ConfigurationSyntax.maximumDuration.components.seconds)
        switch value(key) {
        case nil: return nil
        case .string:
            guard let duration = parsed(key, ConfigurationSyntax.duration) else { return nil }
            if duration > .zero { return duration }
            note(key, "must be longer than 0")
            return nil
        case .integer, .double:
            // To the millisecond, as the spelling with units.
            return number(key, in: 0.001...limit).map { .milliseconds(Int64(($0 * 1_000).rounded())) }
        case let other?:
            noteKind("a duration", other, key)
            return nil
        }
    }

    /// A duration that may be turned off: the outer nil is an absent key, the inner one `"off"`.
    func durationOrOff(_ key: String) -> Duration?? {
        if value(key) == .string("off") { return .some(nil) }
        return duration(key).map { .some($0) }
    }

    /// A size in bytes, at least 1.
    func size(_ key: String) -> Int? {
        switch value(key) {
        case nil: return nil
        case .integer: return integer(key, in: 1...ConfigurationSyntax.maximumSize)
        case .string:
            guard let size = parsed(key, ConfigurationSyntax.size) else { return nil }
            if size > 0 { return size }
            note(key, "must be more than 0")
            return nil
        case let other?:
            noteKind("a size", other, key)
            return nil
        }
    }

    /// One of a fixed set of words.
    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, of: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        parsed(key) { (text) throws(ConfigurationRejection) in
            if let choice = Choice(rawValue: text) { return choice }
            let words = Choice.allCases.map(\.rawValue)
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not one of \(words.map { "'\($0)'" }.joined(separator: ", "))",
                advice: NearestName.suggestion(for: text, among: words).map { "did you mean '\($0)'?" })
        }
    }

    // MARK: Tables and lists

    /// The table at a key.
    func table(_ key: String) -> TableReader? {
        guard let value = value(key) else { return nil }
        guard case .table(let members) = value else {
            noteKind("a table", value, key)
            return nil
        }
        return TableReader(members, at: path.appending(key), problems: problems)
    }

    /// The list of tables at a key.
    func tables(_ key: String) -> [TableReader] {
        elements(key).compactMap { element, path in
            guard case .table(let members) = element else {
                problems.add(path, "expected a table, found \(element.kindName)", advice: "write it under [[\(key)]]")
                return nil
            }
            return TableReader(members, at: path, problems: problems)
        }
    }

    /// The list of strings at a key, each turned into a value; those that cannot be are noted and left out.
    func list<T>(_ key: String, _ grammar: (String) throws(ConfigurationRejection) -> T) -> [T]? {
        guard contains(key) else { return nil }
        return elements(key).compactMap { element, path in parse(element, at: path, grammar) }
    }

    /// The elements of the list at a key with their paths; none if the key is absent.
    func elements(_ key: String) -> [(value: ConfigurationValue, path: ConfigurationKeyPath)] {
        guard let value = value(key) else { return [] }
        guard case .array(let elements) = value else {
            noteKind("a list", value, key)
            return []
        }
        let path = path.appending(key)
        return elements.enumerated().map { ($1, path.appending(index: $0)) }
    }

    /// The environment variables at a key. Numbers and booleans become their text.
    func environment(_ key: String) -> [String: String] {
        guard let table = table(key) else { return [:] }
        var variables: [String: String] = [:]
        for name in table.names {
            do {
                _ = try ConfigurationSyntax.environmentName(name)
            } catch {
                table.note(name, error.message, advice: error.advice)
                continue
            }
            switch table.value(name) {
            case .string(let text) where text.utf8.contains(0): table.note(name, "contains a NUL character")
            case .string(let text): variables[name] = text
            case .integer(let number): variables[name] = String(number)
            case .double(let number): variables[name] = String(number)
            case .boolean(let boolean): variables[name] = String(boolean)
            case let other?: table.noteKind("a string", other, name)
            case nil: break
            }
        }
        return variables
    }

    func parse<T>(
        _ value: ConfigurationValue, at path: ConfigurationKeyPath,
        _ grammar: (String) throws(ConfigurationRejection) -> T
    ) -> T? {
        guard case .string(let text) = value else {
            problems.add(path, "expected a string, found \(value.kindName)")
            return nil
        }
        do {
            return try grammar(text)
        } catch {
            problems.add(path, error.message, advice: error.advice)
            return nil
        }
    }

    private func noteKind(_ expected: String, _ found: ConfigurationValue, _ key: String) {
        note(key, "expected \(expected), found \(found.kindName)")
    }

    static func text(_ text: String) throws(ConfigurationRejection) -> String {
        guard text.contains(where: { !$0.isWhitespace }) else { throw ConfigurationRejection(message: "is empty") }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw ConfigurationRejection(message: "contains a control character")
        }
        return text
    }
}
