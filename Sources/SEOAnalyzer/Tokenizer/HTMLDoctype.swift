// SPDX-License-Identifier: Apache-2.0

/// A document type declaration; a part that was not given is nil, which is not the same as empty.
struct HTMLDoctype {
    /// Bytes kept of each part; the longest identifiers in use have fewer than 100.
    static let maximumPartBytes = 4096

    var name: [UInt8]?
    var publicIdentifier: [UInt8]?
    var systemIdentifier: [UInt8]?
    var forcesQuirks = false

    static func append(_ run: Span<UInt8>, to part: inout [UInt8]?) {
        let room = maximumPartBytes - (part?.count ?? 0)
        part?.append(run.extracting(first: Swift.max(0, room)))
    }
}
