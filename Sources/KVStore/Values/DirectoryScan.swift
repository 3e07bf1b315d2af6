// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Goes through the names in a directory, some at a time, in no order.
// Safe outside: the stream is private, open from init to deinit, and each name is copied before the next is read.
@safe final class DirectoryScan {
    private let stream: OpaquePointer?

    /// Begins; a directory that cannot be opened has no names.
    init(_ path: String) {
        // The path lives for the call.
        unsafe stream = unsafe opendir(path)
    }

    deinit {
        // Open since the beginning.
        if let stream = unsafe stream { unsafe closedir(stream) }
    }

    /// Up to `limit` more names; none at the end.
    func next(_ limit: Int) -> [String] {
        guard let stream = unsafe stream else { return [] }
        var names: [String] = []
        // The entry lives until the next one is read.
        while names.count < limit, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
