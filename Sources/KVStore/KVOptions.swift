// SPDX-License-Identifier: Apache-2.0

/// What can be tuned when a store is opened.
public struct KVOptions: Sendable {
    /// Most memory that one reader's cache holds, bytes. There is one reader for each event loop.
    public var cacheBytes = 32 * 1024 * 1024
    /// Most keys that one reader's cache holds, absent ones included.
    public var cacheEntries = 65_536
    /// Largest value that is cached, bytes. A larger one would push out hundreds of small ones, and copying it costs
    /// more than finding it.
    public var cachedValueBytes = 64 * 1024
    /// Largest value that callers should keep in its row, bytes; what is larger belongs into a file. A row's pages go
    /// through the log, so they are written twice, and the writer holds everyone up for that long.
    public var inlineValueBytes = 128 * 1024
    /// Largest value of all, bytes, at most `KVLimits.fileValueBytes`. Only a file may be larger than
    /// `KVLimits.valueBytes`.
    public var maximumValueBytes = KVLimits.valueBytes
    /// Page cache of the writer, KiB. Random puts touch an index leaf each.
    public var writerCacheKiB = 16 * 1024
    /// Page cache of a reader, KiB. No connection maps the file into memory: there an unreadable sector is a signal
    /// that ends the process (mmap(2), SIGBUS), not an error. What that costs, measured: a read that this reader's own
    /// cache does not answer takes 7 µs either way in a file of 12 MB and 11 instead of 8 µs in one of 350 MB. There,
    /// 2 MiB of this cache make it 19 µs, and 32 to 256 MiB no less than 8 do: pages that are not in the processor's
    /// caches cost as much as the calls that fetch them. What is not read takes no memory.
    public var readerCacheKiB = 8 * 1024
    /// Length of the write-ahead log, pages of 4 KiB, at which `checkpointIfNeeded()` acts. With random puts over
    /// 100,000 keys of 1 KiB, 4 MiB stalls the writer for some 20 ms at a time and 16 MiB for 40 ms, at 20 to 40
    /// percent more throughput (measured): pages that were written more than once are moved once.
    public var checkpointPages = 4096
    /// Largest database whose structure is looked through when it is opened (SQLite's quick_check), bytes. That takes
    /// 1 ms for each MB (measured), and the whole start of the program takes 5.
    public var checkedAtOpenBytes = 1024 * 1024
    /// How long a connection waits for a lock of another process, milliseconds.
    public var busyTimeoutMilliseconds: Int32 = 5000

    /// Room set aside on the disk in a file `reserve`, bytes, and at most a sixteenth of the disk; 0 for none. The
    /// writer gives it up when the disk is full, so that deletes go on, and refuses puts until it can be set aside
    /// again or the database has pages to spare. Deletes need it for the log alone: the room that the database will
    /// need is allocated before a commit.
    public var reserveBytes = 4 * 1024 * 1024
    /// Id and title of a namespace that a put makes; without it such namespaces have neither and are in no listing.
    /// Called inside a transaction, and for the rows of an older release once when the store is opened. Never called
    /// for `system:` namespaces. A title that is taken gets the id behind it.
    public var namespaceIdentity: (@Sendable (KVNamespace) -> (id: String, title: String))?

    /// The defaults.
    public init() {}

    /// Largest value of this sort, bytes.
    func valueLimit(of value: KVValue) -> Int {
        switch value {
        case .inline: min(maximumValueBytes, KVLimits.valueBytes)
        case .file: min(maximumValueBytes, KVLimits.fileValueBytes)
        }
    }
}
