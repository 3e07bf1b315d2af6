// SPDX-License-Identifier: Apache-2.0

/// The result of one of Lighthouse's audits.
public struct Audit: Sendable, Equatable {
    /// What came of it.
    public enum Status: String, Sendable {
        /// All is well.
        case pass
        /// Something is to be mended.
        case fail
        /// The page has nothing that could be wrong.
        case notApplicable = "not_applicable"
        /// It needs a person, or something that is not known of the page; left out of the score.
        case manual
    }

    /// Lighthouse's name of it.
    public var id: String
    /// What it is about, in a few words.
    public var title: String
    /// Lighthouse's category: "seo", "best-practices", "accessibility" or "performance".
    public var category: String
    /// What came of it.
    public var status: Status
    /// How much it counts in the score of the category "seo"; 0 in others.
    public var weight: Double
    /// What was found, for people; empty where there is nothing to say.
    public var detail: String
    /// The elements or lines found fault with, for people.
    public var items: [String]

    /// Lighthouse's category score (13.5, core/scoring.js): the weighted mean of what was passed, in percent, rounded.
    /// Nil if nothing counts.
    static func score(_ audits: [Audit]) -> Int? {
        var weights = 0.0
        var passed = 0.0
        for audit in audits where audit.status == .pass || audit.status == .fail {
            weights += audit.weight
            if audit.status == .pass { passed += audit.weight }
        }
        return weights > 0 ? Int((100 * passed / weights).rounded()) : nil
    }
}
