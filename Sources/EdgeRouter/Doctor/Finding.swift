// SPDX-License-Identifier: Apache-2.0

/// One thing that was looked at: fine, or what is wrong and what mends it.
struct Finding: Equatable, Sendable {
    /// What it is about. The names are part of the JSON that scripts read.
    enum Area: String, Sendable, CaseIterable {
        case configuration, data, libraries, ports, docker, llm, clock, limits
    }

    /// How it is.
    enum Status: String, Sendable, CaseIterable {
        /// As it should be.
        case fine
        /// The program runs, with less than it could do or keep safe.
        case reduced
        /// The program does not start, or fails at what it is configured for.
        case wrong
    }

    let area: Area
    let status: Status
    /// What was found, for people. Never holds a secret.
    let text: String
    /// A command, or what to write where, that mends it.
    let remedy: String?

    init(_ area: Area, _ status: Status, _ text: String, mend remedy: String? = nil) {
        self.area = area
        self.status = status
        self.text = text
        self.remedy = remedy
    }

    /// From a message of the program's: they say what is wrong and, behind a semicolon, what would be right.
    init(_ area: Area, _ status: Status, message: String) {
        let characters = Array(message)
        let end = characters.indices.first {
            characters[$0] == ";" && $0 + 1 < characters.count && characters[$0 + 1] == " "
        }
        guard let end else {
            self.init(area, status, message)
            return
        }
        self.init(area, status, String(characters[..<end]), mend: String(characters[(end + 2)...]))
    }

    static func fine(_ area: Area, _ text: String) -> Finding { Finding(area, .fine, text) }

    static func reduced(_ area: Area, _ text: String, mend remedy: String? = nil) -> Finding {
        Finding(area, .reduced, text, mend: remedy)
    }

    static func wrong(_ area: Area, _ text: String, mend remedy: String? = nil) -> Finding {
        Finding(area, .wrong, text, mend: remedy)
    }
}
