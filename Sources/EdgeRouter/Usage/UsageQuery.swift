// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// What `GET /admin/usage` asks for, and its answer.
struct UsageQuery: Sendable, Equatable {
    /// Rows on a page, and the most of them.
    private static let pageCounts = (usual: 100, most: 1000)
    /// Without `from`, so many days before `to` are told, too.
    private static let usualDays = 30

    /// One client; nil for all.
    var client: String?
    var from: UsageDay
    var to: UsageDay
    var limit: Int
    /// The row behind which the page begins.
    var cursor: Place?

    /// Where a row stands.
    struct Place: Sendable, Equatable {
        var day: UsageDay
        var client: String
    }

    /// Reads the parameters; `now` is in unix seconds.
    init(_ query: Query, now: Int64) throws(Problem) {
        if let name = query.firstName(notIn: ["client", "from", "to", "limit", "cursor"]) {
            throw Problem(
                400, "unknown-parameter", "Unknown parameter",
                "`\(printable(name))` is no parameter of usage; there are client, from, to, limit and cursor.")
        }
        client = try query["client"].map { (id) throws(Problem) in
            // The row that many share can be asked for, too.
            id == UsageLedger.others ? id : try ClientsHandler.checked(id)
        }
        to = try Self.day("to", query["to"]) ?? UsageDay(at: now)
        from = try Self.day("from", query["from"]) ?? to.advanced(days: -Self.usualDays)
        guard from <= to, to.number - from.number <= UsageDay.kept else {
            throw Problem(
                400, "invalid-range", "Not a range",
                "`from` must not be behind `to`, and at most \(UsageDay.kept) days before it: so long usage is kept.")
        }
        limit = Self.pageCounts.usual
        if let text = query["limit"] {
            guard let count = Int(text), 1...Self.pageCounts.most ~= count else {
                throw Problem(
                    400, "invalid-limit", "Not a limit",
                    "`limit=\(printable(text))` is not between 1 and \(Self.pageCounts.most).")
            }
            limit = count
        }
        if let text = query["cursor"] {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let day = UsageDay(parts[0]), from <= day, day <= to,
                parts[1] == UsageLedger.others || ClientID(parts[1]) != nil
            else {
                throw Problem(400, "invalid-cursor", "Not a cursor", "Send the cursor of the page before, unchanged.")
            }
            cursor = Place(day: day, client: parts[1])
        }
    }

    private static func day(_ name: String, _ text: String?) throws(Problem) -> UsageDay? {
        guard let text else { return nil }
        if let day = UsageDay(text) { return day }
        throw Problem(
            400, "invalid-day", "Not a day", "`\(name)=\(printable(text))` is no day; write it as 2026-11-23 (UTC).")
    }

    // MARK: The answer

    /// Looks in the store, with a reader of its own: for a thread that may block.
    func answer(_ store: KVStore, now: Int64) throws(KVError) -> [UInt8] {
        let reader = try store.makeReader()
        defer { reader.close() }
        var found: [(place: Place, row: UsageRow)] = []
        var day = cursor?.day ?? from
        while day <= to, found.count <= limit {
            if let client {
                if cursor?.day != day, let row = try row(reader, Place(day: day, client: client), now) {
                    found.append((Place(day: day, client: client), row))
                }
            } else {
                found += try rows(reader, day, limit + 1 - found.count, now)
            }
            day = day.advanced(days: 1)
        }
        return try Self.json(found.prefix(limit), isComplete: found.count <= limit, reader, now)
    }

    private func row(_ reader: KVReader, _ place: Place, _ now: Int64) throws(KVError) -> UsageRow? {
        guard let key = place.day.key(place.client),
            case .found(let entry) = try reader.get(.usage, key: key.bytes.span, now: now)
        else { return nil }
        return entry.metadata.flatMap { UsageRow(stored: $0) }
    }

    /// The rows of a day behind the cursor, by client, at most so many.
    private func rows(
        _ reader: KVReader, _ day: UsageDay, _ count: Int, _ now: Int64
    ) throws(KVError) -> [(place: Place, row: UsageRow)] {
        let prefix = Array("\(day.text)/".utf8)
        let behind = cursor.flatMap { $0.day == day ? day.key($0.client) : nil }
        let page: KVPage
        do {
            // A page never ends early: there are at most 1,000 rows to be told, and none that has expired among them.
            page = try reader.list(
                .usage, prefix: prefix, limit: min(count, KVLimits.listLimit),
                cursor: behind.map { KVPage.cursor(behind: $0) }, now: now)
        } catch {
            guard case .store(let error) = error else { return [] }
            throw error
        }
        return zip(page.names, page.metadata).compactMap { name, metadata in
            guard let row = metadata.flatMap({ UsageRow(stored: $0) }) else { return nil }
            let client = String(decoding: name.dropFirst(prefix.count), as: UTF8.self)
            return (Place(day: day, client: client), row)
        }
    }

    private static func json(
        _ rows: ArraySlice<(place: Place, row: UsageRow)>, isComplete: Bool, _ reader: KVReader, _ now: Int64
    ) throws(KVError) -> [UInt8] {
        var stored: [String: Int] = [:]
        var json = Array(#"{"usage":["#.utf8)
        for (index, (place, row)) in rows.enumerated() {
            if index > 0 { json.append(text: ",") }
            json.append(text: #"{"client":"\#(place.client)","day":"\#(place.day.text)""#)
            for (name, value) in row.counts.named { json.append(text: ",\"\(name)\":\(value)") }
            if place.client != UsageLedger.others {
                if stored[place.client] == nil {
                    stored[place.client] = try reader.usage(of: KVNamespaceGroup.all(of: place.client)).bytes
                }
                json.append(text: ",\"stored_bytes\":\(stored[place.client] ?? 0)")
            }
            if let llm = try LLMUsageRow.member(reader, day: place.day, client: place.client, now: now) {
                json.append(text: #","llm":"#)
                json += llm
            }
            json.append(text: "}")
        }
        json.append(text: #"],"list_complete":\#(isComplete)"#)
        if !isComplete, let last = rows.last {
            json.append(text: #","cursor":"\#(last.place.day.text)/\#(last.place.client)""#)
        }
        json.append(text: "}\n")
        return json
    }
}
