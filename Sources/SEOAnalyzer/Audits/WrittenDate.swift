// SPDX-License-Identifier: Apache-2.0

/// Reads a date as people write it in `unavailable_after`: RFC 822, RFC 850 and ISO 8601 in their usual forms.
enum WrittenDate {
    /// Seconds since 1970; nil if the text is no date. Without a zone it is in UTC.
    static func seconds(_ text: String) -> Int? {
        var numbers: [Int] = []
        var month: Int?
        var time: [Int] = []
        var offset = 0
        let words = text.lowercased().replacing("t", inISODate: " ").split { $0 == " " || $0 == "," }
        for word in words {
            if let named = months.firstIndex(where: { word.hasPrefix($0) }) {
                month = named + 1
            } else if word.contains(":") {
                time = word.prefix { $0.isNumber || $0 == ":" }.split(separator: ":").compactMap { Int($0) }
            } else if let sign = word.first, sign == "+" || sign == "-", let zone = Int(word.dropFirst()) {
                offset = (sign == "-" ? -1 : 1) * (zone / 100 * 3600 + zone % 100 * 60)
            } else {
                let parts = word.split(separator: "-")
                if parts.count == 3, let named = months.firstIndex(where: { parts[1].hasPrefix($0) }) {
                    month = named + 1
                    numbers += [parts[0], parts[2]].compactMap { Int($0) }
                } else {
                    numbers += parts.compactMap { Int($0) }
                }
            }
        }
        return date(numbers, month, time).map { $0 - offset }
    }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let years = 1900...9999

    private static func date(_ numbers: [Int], _ named: Int?, _ time: [Int]) -> Int? {
        var parts = numbers
        guard let index = parts.firstIndex(where: { $0 >= 100 || parts.count == 2 && $0 > 31 }) ?? parts.indices.last
        else { return nil }
        var year = parts.remove(at: index)
        if year < 100 { year += year < 50 ? 2000 : 1900 }
        if let named { parts.insert(named, at: 0) }
        guard parts.count >= 2, years.contains(year), (1...12).contains(parts[0]), (1...31).contains(parts[1]),
            time.allSatisfy({ (0...60).contains($0) })
        else { return nil }
        let clock = time + [0, 0, 0]
        return days(year, parts[0], parts[1]) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    /// Days since 1970 in the Gregorian calendar, counted in eras of 400 years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension String {
    /// The letter between date and time of ISO 8601 as a space.
    fileprivate func replacing(_ letter: Character, inISODate space: Character) -> String {
        var characters = Array(self)
        for index in characters.indices.dropFirst().dropLast()
        where characters[index] == letter && characters[index - 1].isNumber && characters[index + 1].isNumber {
            characters[index] = space
        }
        return String(characters)
    }
}
