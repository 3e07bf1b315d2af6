// SPDX-License-Identifier: Apache-2.0

/// Room on the disk that is set aside while there is enough of it, so that something can be given up when there is
/// none: a delete and the emptying of the log need a few pages before they free any.
struct ReserveFile {
    private let path: String
    private let bytes: Int
    /// Whether the room is set aside.
    private(set) var isHeld = false

    /// Name of the file beside the database.
    static let name = "reserve"

    /// Sets the room aside if it can; 0 bytes never.
    init(beside directory: String, bytes: Int) {
        path = directory + "/" + ReserveFile.name
        self.bytes = bytes
        hold()
    }

    /// Sets the room aside, if it is not, and returns false if the disk has not so much. Where it cannot be had for
    /// another reason, that is none to refuse puts: they will meet it themselves. What is on the disk already is not
    /// written again.
    @discardableResult
    mutating func hold() -> Bool {
        if isHeld || bytes <= 0 { return true }
        do throws(KVError) {
            if let file = try File(path: path, mode: .read, operation: "reserve"),
                try file.length(operation: "reserve") == bytes
            {
                isHeld = true
                return true
            }
            let file = try File(path: path, mode: .replace, operation: "reserve")
            try file?.allocate(bytes, operation: "reserve")
            isHeld = file != nil
        } catch {
            // A part of it would be taken for the whole after the next start.
            File.remove(path)
            return !error.isFull
        }
        return true
    }

    /// Gives back what an earlier life of the store has set aside.
    static func remove(beside directory: String) { File.remove(directory + "/" + name) }

    /// Gives the room back to the disk; whether there was any.
    mutating func release() -> Bool {
        guard isHeld else { return false }
        File.remove(path)
        isHeld = false
        return true
    }
}
