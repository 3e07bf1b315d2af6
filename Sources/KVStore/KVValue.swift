// SPDX-License-Identifier: Apache-2.0

/// The value of a put.
public enum KVValue: Sendable {
    /// Bytes that are kept in the entry's row, at most `KVLimits.valueBytes`. Callers keep to
    /// `KVOptions.inlineValueBytes`: what is larger is read faster, and holds up other writers less, as a file.
    case inline([UInt8])
    /// A file that a `KVValueWriter` has written. The store takes it over if the put is done and discards it if not.
    case file(KVValueFile)

    /// Length of the value, bytes.
    public var count: Int {
        switch self {
        case .inline(let bytes): bytes.count
        case .file(let file): file.length
        }
    }
}
