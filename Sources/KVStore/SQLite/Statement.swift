// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// One prepared statement. Whoever steps it resets it on every way out: a statement left in the middle holds a
/// snapshot open and keeps the log from being emptied.
// Safe outside: the pointer is private, nil once finalized, and columns are copied out before they can change.
@safe final class Statement {
    private var pointer: OpaquePointer?
    private let operation: String
    /// The first bind that failed since the last reset; reported by `step()`, so that callers test in one place.
    private var bindCode = SQLITE_OK

    /// Takes over a statement. Unsafe: nobody else may finalize it.
    @unsafe init(owning pointer: OpaquePointer?, operation: String) {
        unsafe self.pointer = unsafe pointer
        self.operation = operation
    }

    deinit { finalize() }

    /// Binds a number.
    func bind(_ value: Int64, at index: Int32) {
        // The pointer is a live statement or nil, which SQLite answers with SQLITE_MISUSE; so below.
        note(unsafe sqlite3_bind_int64(pointer, index, value))
    }

    /// Binds a number, or NULL for nil.
    func bind(_ value: Int64?, at index: Int32) {
        guard let value else { return note(unsafe sqlite3_bind_null(pointer, index)) }
        bind(value, at: index)
    }

    /// Binds a copy of bytes as a BLOB, or NULL for nil.
    func bind(copying bytes: [UInt8]?, at index: Int32) {
        guard let bytes else { return note(unsafe sqlite3_bind_null(pointer, index)) }
        // SQLITE_TRANSIENT is the C macro for the address -1: SQLite copies before the call returns.
        let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        unsafe bytes.withUnsafeBytes { bytes in unsafe bind(bytes, destructor: transient, at: index) }
    }

    /// Binds a copy of bytes as TEXT, or NULL for nil.
    func bindText(copying bytes: [UInt8]?, at index: Int32) {
        guard let bytes else { return note(unsafe sqlite3_bind_null(pointer, index)) }
        // As above: copied before the call returns.
        let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        unsafe bytes.withUnsafeBytes { bytes in unsafe bindText(bytes, destructor: transient, at: index) }
    }

    /// Binds bytes as a BLOB without a copy. Unsafe: they must stay until `reset()`.
    @unsafe func bind(lending bytes: UnsafeRawBufferPointer, at index: Int32) {
        // A nil destructor is the C macro SQLITE_STATIC.
        unsafe bind(bytes, destructor: nil, at: index)
    }

    /// Binds bytes as TEXT without a copy. Unsafe: they must stay until `reset()`.
    @unsafe func bindText(lending bytes: UnsafeRawBufferPointer, at index: Int32) {
        unsafe bindText(bytes, destructor: nil, at: index)
    }

    /// Runs to the next row: true with a row, false at the end. After an error it is reset.
    func step() throws(KVError) -> Bool {
        if bindCode != SQLITE_OK { throw failure(bindCode) }
        errno = 0
        // Reset or in the middle of its rows: SQLite allows both.
        let code = unsafe sqlite3_step(pointer)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(code)
        }
    }

    /// Runs a statement that gives no rows, and resets it.
    func run() throws(KVError) {
        while try step() {}
        reset()
    }

    /// Ends the run and lets go of everything bound.
    func reset() {
        bindCode = SQLITE_OK
        // Unlike the others, these would follow nil.
        guard let pointer = unsafe pointer else { return }
        // The result repeats the error of the last step, which has been reported.
        unsafe sqlite3_reset(pointer)
        unsafe sqlite3_clear_bindings(pointer)
    }

    /// Whether a column of the current row is NULL.
    func isNull(at column: Int32) -> Bool {
        // Stands on a row, as the caller has just stepped to one; so below.
        unsafe sqlite3_column_type(pointer, column) == SQLITE_NULL
    }

    /// Whether a column of the current row is a number.
    func isInteger(at column: Int32) -> Bool {
        unsafe sqlite3_column_type(pointer, column) == SQLITE_INTEGER
    }

    /// A column of the current row as a number.
    func integer(at column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(pointer, column)
    }

    /// A column of the current row as a number, nil for NULL.
    func optionalInteger(at column: Int32) -> Int64? {
        isNull(at: column) ? nil : integer(at: column)
    }

    /// A column of the current row as text.
    func text(at column: Int32) -> String { String(decoding: bytes(at: column), as: UTF8.self) }

    /// A copy of a column of the current row.
    func bytes(at column: Int32) -> [UInt8] {
        // The address is asked for first and holds until the next step or reset: it is copied before either.
        let address = unsafe sqlite3_column_blob(pointer, column)
        let count = Int(unsafe sqlite3_column_bytes(pointer, column))
        return unsafe Array(UnsafeRawBufferPointer(start: address, count: address == nil ? 0 : count))
    }

    /// A copy of a column of the current row, nil for NULL.
    func optionalBytes(at column: Int32) -> [UInt8]? {
        isNull(at: column) ? nil : bytes(at: column)
    }

    /// Ends its life; later calls fail with SQLITE_MISUSE.
    func finalize() {
        // Finalizing nil does nothing.
        unsafe sqlite3_finalize(pointer)
        unsafe pointer = nil
    }

    @unsafe private func bind(
        _ bytes: UnsafeRawBufferPointer, destructor: sqlite3_destructor_type?, at index: Int32
    ) {
        guard let address = bytes.baseAddress, unsafe !bytes.isEmpty else {
            // A nil address would bind NULL, and an empty value is a value.
            return note(unsafe sqlite3_bind_zeroblob(pointer, index, 0))
        }
        note(unsafe sqlite3_bind_blob64(pointer, index, address, UInt64(bytes.count), destructor))
    }

    @unsafe private func bindText(
        _ bytes: UnsafeRawBufferPointer, destructor: sqlite3_destructor_type?, at index: Int32
    ) {
        guard let characters = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress else {
            // A nil address would bind NULL, and an empty name is not the absence of one.
            return note(unsafe sqlite3_bind_text(pointer, index, "", 0, nil))
        }
        note(unsafe sqlite3_bind_text(pointer, index, characters, Int32(clamping: bytes.count), destructor))
    }

    private func note(_ code: Int32) {
        if code != SQLITE_OK, bindCode == SQLITE_OK { bindCode = code }
    }

    private func failure(_ code: Int32) -> KVError {
        // Asking nil for its connection gives nil, which the initializer takes.
        let error = unsafe KVError(connection: sqlite3_db_handle(pointer), code: code, operation: operation)
        reset()
        return error
    }
}
