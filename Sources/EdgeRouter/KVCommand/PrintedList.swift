// SPDX-License-Identifier: Apache-2.0

/// A list of JSON values on standard output, one a line, so that it need not be held as a whole.
struct PrintedList {
    private var isEmpty = true

    mutating func print(_ json: [UInt8]) {
        Console.print(Array((isEmpty ? "[\n  " : ",\n  ").utf8) + json)
        isEmpty = false
    }

    func finish() { Console.print(isEmpty ? "[]" : "\n]") }
}
