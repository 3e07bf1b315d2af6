// SPDX-License-Identifier: Apache-2.0

/// A number of bytes for people.
enum ByteCount {
    /// With a unit that leaves three digits or fewer before the point: `812 bytes`, `61.2 MiB`.
    static func text(_ bytes: Int) -> String {
        guard bytes >= 1024 else { return "\(bytes) bytes" }
        var value = Double(bytes)
        for unit in ["KiB", "MiB", "GiB", "TiB"] {
            value /= 1024
            if value < 1000 || unit == "TiB" {
                let tenths = Int(value * 10)
                return "\(tenths / 10).\(tenths % 10) \(unit)"
            }
        }
        return "\(bytes) bytes"
    }
}
