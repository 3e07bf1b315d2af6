// SPDX-License-Identifier: Apache-2.0

/// Takes a container's log apart: without a terminal it comes in frames of an 8-byte head (the stream, three zeros, the
/// length in network order) and that many bytes; with one it comes as it was written. Frames end anywhere in what is
/// read. Pure.
struct LogDemultiplexer {
    private enum State {
        case head([UInt8])
        case payload(isError: Bool, left: UInt32)
        case raw
    }

    private var state: State

    init(isRaw: Bool = false) { state = isRaw ? .raw : .head([]) }

    /// Hands out what these bytes hold, piece by piece, and whether it is from the standard error stream.
    mutating func take(_ bytes: [UInt8], _ piece: (ArraySlice<UInt8>, _ isError: Bool) -> Void) {
        var rest = bytes[...]
        // Each turn takes at least one byte.
        while !rest.isEmpty {
            switch state {
            case .raw:
                piece(rest, false)
                return
            case .head(var head):
                let part = rest.prefix(8 - head.count)
                head += part
                rest = rest.dropFirst(part.count)
                if head.count < 8 {
                    state = .head(head)
                } else if head[0] <= 2, head[1] == 0, head[2] == 0, head[3] == 0 {
                    let length = head[4...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                    state = length == 0 ? .head([]) : .payload(isError: head[0] == 2, left: length)
                } else {
                    // No frame begins so: it is a terminal's log after all.
                    state = .raw
                    piece(head[...], false)
                }
            case .payload(let isError, let left):
                let part = rest.prefix(Int(left))
                rest = rest.dropFirst(part.count)
                piece(part, isError)
                let now = left - UInt32(part.count)
                state = now == 0 ? .head([]) : .payload(isError: isError, left: now)
            }
        }
    }
}
