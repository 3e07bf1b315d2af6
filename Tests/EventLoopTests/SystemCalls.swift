// SPDX-License-Identifier: Apache-2.0

import Glibc

// Calls that only the tests make.

/// `fcntl(F_DUPFD_CLOEXEC)`: the lowest free number not below the one given.
func duplicateDescriptor(_ descriptor: Int32, _ lowest: Int32) -> Int32 {
    fcntl(descriptor, F_DUPFD_CLOEXEC, lowest)
}

/// Takes an eventfd's count; nil when it is zero.
func eventCount(of descriptor: Int32) -> UInt64? {
    var count: UInt64 = 0
    let size = MemoryLayout<UInt64>.size
    // The call writes exactly that many bytes, into a value of that size.
    return unsafe read(descriptor, &count, size) == size ? count : nil
}

/// Sends a signal to the calling thread.
func raiseInThisThread(_ number: Int32) { raise(number) }

/// A file of that content in the temporary directory; the caller removes it.
func temporaryFile(_ content: [UInt8]) -> String? {
    var path = Array("/tmp/edge-router-test-XXXXXX".utf8CString)
    // mkstemp replaces the six X in place.
    let file = unsafe mkstemp(&path)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let written = unsafe content.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    guard written == content.count else { return nil }
    return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// Removes a file, or a directory that is empty.
func removePath(_ path: String) { _ = unsafe remove(path) }
