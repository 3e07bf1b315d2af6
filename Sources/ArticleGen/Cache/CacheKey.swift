// SPDX-License-Identifier: Apache-2.0

/// What an answer is kept under: everything that it depends on, and the client, so that no client gets another's.
enum CacheKey {
    /// The bytes to be hashed. Each part has its length before it, so that no two requests share their bytes.
    ///
    /// Members count in any order and with any blanks between them; how an answer is sent does not count.
    static func material(client: String, model: String, _ request: ChatRequest, key: String?) -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ part: some Collection<UInt8>) {
            bytes += Array("\(part.count):".utf8)
            bytes += part
        }
        add("edge-router chat 1".utf8)
        add(client.utf8)
        if let key {
            add("key".utf8)
            add(key.utf8)
            return bytes
        }
        add("request".utf8)
        add(model.utf8)
        let members = request.members.filter { !["model", "stream", "stream_options"].contains($0.name) }
        for member in members.sorted(by: { $0.name < $1.name }) {
            add(member.name.utf8)
            add(compact(request.bytes[member.value]))
        }
        return bytes
    }

    /// JSON without the blanks between its parts.
    static func compact(_ json: ArraySlice<UInt8>) -> [UInt8] {
        var compact: [UInt8] = []
        compact.reserveCapacity(json.count)
        var isInString = false
        var isEscaped = false
        for byte in json {
            if isInString {
                isInString = isEscaped || byte != 0x22
                isEscaped = !isEscaped && byte == 0x5c
            } else {
                if byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { continue }
                isInString = byte == 0x22
            }
            compact.append(byte)
        }
        return compact
    }
}
