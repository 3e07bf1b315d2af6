// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// What `GET /admin/clients` asks for. A page is bounded in records and in bytes, and put together by a thread that may
/// block: a thousand records of 64 KiB take seconds to read.
struct ClientsQuery: Sendable, Equatable {
    /// Clients on a page, and the most of them.
    private static let pageCounts = (usual: 100, most: 1000)
    /// A page of so many bytes gets no further record.
    static let pageBytes = 1024 * 1024

    private(set) var prefix = ""
    private(set) var limit = ClientsQuery.pageCounts.usual
    /// The id behind which the page begins.
    private(set) var last: String?

    init(_ query: Query) throws(Problem) {
        if let name = query.firstName(notIn: ["prefix", "limit", "cursor"]) {
            throw Problem(
                400, "unknown-parameter", "Unknown parameter",
                "`\(printable(name))` is no parameter of this list; there are prefix, limit and cursor.")
        }
        prefix = query["prefix"] ?? ""
        if let text = query["limit"] {
            guard let count = Int(text), 1...Self.pageCounts.most ~= count else {
                throw Problem(
                    400, "invalid-limit", "Not a limit",
                    "`limit=\(printable(text))` is not between 1 and \(Self.pageCounts.most).")
            }
            limit = count
        }
        last = query["cursor"]
        if let last, ClientID(last) == nil || !last.hasPrefix(prefix) {
            throw Problem(400, "invalid-cursor", "Not a cursor", "Send the cursor of the page before, unchanged.")
        }
    }

    // MARK: The answer

    /// Looks in the store, with a reader of its own: for a thread that may block.
    /// - Parameter configured: the clients that the configuration file defines, by id.
    func answer(
        _ store: KVStore, _ configured: [String: ClientConfiguration], now: Int64
    ) throws(Problem) -> [UInt8] {
        do throws(KVError) {
            let reader = try store.makeReader()
            defer { reader.close() }
            return try answer(reader, configured, now: now)
        } catch {
            throw KVHandler.problem(error)
        }
    }

    private func answer(
        _ reader: KVReader, _ configured: [String: ClientConfiguration], now: Int64
    ) throws(KVError) -> [UInt8] {
        let (ids, areAll) = try ids(reader, configured, now: now)
        var json = Array(#"{"clients":["#.utf8)
        var (shown, isFull): (String?, Bool) = (nil, false)
        for id in ids {
            guard json.count < Self.pageBytes else {
                isFull = true
                break
            }
            var stored: (json: [UInt8], etag: [UInt8])?
            if case .found(let entry) = try reader.get(.clientRecords, key: Array(id.utf8).span, now: now) {
                stored = (entry.value, entry.etag)
            }
            // One that was removed a moment ago is passed over.
            if let view = ClientView(id, inFile: configured[id], stored: stored) {
                if json.last == 0x7d { json.append(text: ",") }
                view.append(to: &json)
            }
            shown = id
        }
        let isComplete = areAll && !isFull
        json.append(text: #"],"list_complete":\#(isComplete)"#)
        if !isComplete, let shown { json.append(text: #","cursor":"\#(shown)""#) }
        json.append(text: "}\n")
        return json
    }

    /// Those of the page by their ids, of the file and of the store, and whether none comes behind them.
    private func ids(
        _ reader: KVReader, _ configured: [String: ClientConfiguration], now: Int64
    ) throws(KVError) -> (ids: ArraySlice<String>, areAll: Bool) {
        let page: KVPage
        do throws(KVListError) {
            page = try reader.list(
                .clientRecords, prefix: Array(prefix.utf8), limit: limit,
                cursor: last.flatMap { try? KVKey(validating: Array($0.utf8)) }.map { KVPage.cursor(behind: $0) },
                now: now)
        } catch {
            guard case .store(let error) = error else { return ([], true) }
            throw error
        }
        let stored = page.names.map { String(decoding: $0, as: UTF8.self) }
        // Of those in the file the ones that belong between the first and the last of this page.
        let inFile = configured.keys.filter { id in
            id.hasPrefix(prefix) && (last.map { $0 < id } ?? true)
                && (page.isComplete || stored.last.map { id <= $0 } ?? true)
        }
        let all = Set(stored).union(inFile).sorted()
        return (all.prefix(limit), page.isComplete && all.count <= limit)
    }
}
