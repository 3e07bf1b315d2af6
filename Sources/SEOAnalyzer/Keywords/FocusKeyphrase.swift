// SPDX-License-Identifier: Apache-2.0

/// One check of how well a page is written for its focus keyphrase.
public struct FocusCheck: Sendable, Equatable {
    /// The check's name, stable: `keyphrase-length`, `keyphrase-density`, `keyphrase-distribution`, `competing-links`,
    /// `keyphrase-in-` and `introduction`, `title`, `description`, `slug`, `subheadings` or `image-alt`.
    public var id: String
    /// "good", "ok" or "bad".
    public var status: String
    /// Points as Yoast gives them: 9 is full marks, overuse is negative.
    public var score: Int
    /// What was found, for people.
    public var detail: String
}

/// How a document uses the phrase it should be found by.
struct FocusKeyphrase: Sendable {
    var keyphrase: String
    var count = 0
    /// 100 × occurrences / words.
    var density = 0.0
    var checks: [FocusCheck] = []
}
