// SPDX-License-Identifier: Apache-2.0

/// How many tokens a call may take, before it is made and where nobody says what it took.
///
/// The tokenizers of all models in use fall back to single bytes, so no text makes more tokens than it has bytes in
/// UTF-8: that is the worst case. Ordinary text has three to five bytes a token.
struct TokenEstimate: Equatable {
    /// The most tokens that a picture makes which is not in the request: what OpenAI's dearest vision model takes for
    /// the largest picture (2,833 and eight tiles of 5,667).
    static let pictureTokens = 50_000
    /// What models add to a message around its text, at most.
    private static let messageTokens = 16
    /// Bytes in a token of which nothing else is known.
    private static let usualBytes = 3

    /// The most tokens that the request can make.
    let worstPrompt: Int
    /// About how many tokens it makes.
    let likelyPrompt: Int

    /// Looks at a request: everything of it that a model may get to see.
    init(_ request: ChatRequest) {
        var bytes = 0
        for member in request.members where !["model", "stream", "stream_options"].contains(member.name) {
            bytes += member.whole.count
        }
        let around = request.messageCount * Self.messageTokens
        worstPrompt = bytes + around + Self.pictures(request) * Self.pictureTokens
        likelyPrompt = min(worstPrompt, bytes / Self.usualBytes + around)
    }

    /// Parts of messages that stand for something which is not in the request.
    private static func pictures(_ request: ChatRequest) -> Int {
        guard let range = request.members.first(where: { $0.name == "messages" })?.value else { return 0 }
        let bytes = request.bytes
        var count = 0
        for message in JSONReader.elements(of: bytes, range) ?? [] {
            let content = JSONReader.members(of: bytes, message)?.first { $0.name == "content" }
            for part in content.flatMap({ JSONReader.elements(of: bytes, $0.value) }) ?? [] {
                let type = JSONReader.members(of: bytes, part)?.first { $0.name == "type" }
                guard let type, let name = JSONReader.string(of: bytes, type.value), name != "text" else { continue }
                count += 1
            }
        }
        return count
    }

    /// About how many tokens were received: as many as there were pieces, since models send at least one in each, or
    /// what so many bytes make, if that is more.
    static func received(pieces: Int, bytes: Int) -> Int { max(pieces, (bytes + usualBytes - 1) / usualBytes) }
}
