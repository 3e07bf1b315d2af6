// SPDX-License-Identifier: Apache-2.0

/// Writes one article with a model: plan, draft, check, one revision, comparison. What there is of it is stored after
/// each section, so that nothing paid for is lost.
struct ArticleWriter<Store: ClientStore> {
    /// From this much in common with another article on, one is written anew; a share of shingles. Ours: texts by
    /// different authors on one topic share less than a tenth.
    static var mostAlike: Double { 0.35 }
    /// Articles of a client that one is compared with.
    private static var comparedCount: Int { 100_000 }
    /// The longest answer that a section may be, in tokens for each word that is wanted.
    private static var tokensPerWord: Int { 4 }

    let gateway: Gateway
    let checker: any ArticleChecker
    let store: Store
    let request: ArticleRequest
    let limits: ClientLimits
    let callID: String
    let onEvent: @Sendable (ArticleEvent) -> Void
    var article: Article
    private var profile = ClientProfile()
    private var material = ""

    init(
        _ article: Article, _ request: ArticleRequest, _ limits: ClientLimits, _ gateway: Gateway,
        _ checker: any ArticleChecker, _ store: Store, callID: String,
        onEvent: @escaping @Sendable (ArticleEvent) -> Void
    ) {
        self.article = article
        self.request = request
        self.limits = limits
        self.gateway = gateway
        self.checker = checker
        self.store = store
        self.callID = callID
        self.onEvent = onEvent
    }

    // MARK: The way of an article

    /// Writes it from nothing.
    mutating func write() async throws(GatewayError) {
        try await gather()
        onEvent(.status(phase: "plan", detail: "Planning the article"))
        let plan = try await plan()
        article.title = plan.title
        article.description = plan.description
        article.keyphrase = plan.keyphrase
        article.markdown = "# \(plan.title)\n"
        for index in plan.headings.indices {
            onEvent(
                .status(
                    phase: "draft",
                    detail: "Section \(index + 1) of \(plan.headings.count): \(plan.headings[index])"))
            try await draft(index, of: plan)
            render()
            try await store.put(article.document)
        }
        try await improve()
        try await compare()
        finish()
    }

    /// Writes it anew as its client wants it.
    mutating func revise(_ instructions: String) async throws(GatewayError) {
        try await gather()
        article.keepVersion(at: gateway.ports.seconds(), instructions: instructions)
        onEvent(.status(phase: "revise", detail: "Revising as asked"))
        let wish = "Do this: " + Prompt.data("instructions", instructions)
        guard let (title, description, text) = try await revised(wish, []) else {
            throw GatewayError(
                502, "api_error", code: "no_article", "The model's answer was no article; nothing was changed.")
        }
        (article.title, article.description, article.markdown) = (title, description, text)
        render()
        onEvent(.status(phase: "check", detail: "Checking the revision"))
        article.seo = await checker.check(article).report
        try await compare()
        finish()
    }

    private mutating func finish() {
        article.state = .complete
        article.failure = nil
        onEvent(.status(phase: "save", detail: "Saving"))
    }

    /// What the client has stored that the article goes by.
    private mutating func gather() async throws(GatewayError) {
        if let stored = try await store.value(ClientProfile.key) { profile = ClientProfile(stored: stored) }
        var history: String?
        if let session = article.session,
            let conversation = try await Conversations.history(session, in: store)
        {
            history = conversation.turns.suffix(20).map { "\($0.role): \($0.content)" }.joined(separator: "\n\n")
        }
        material = Prompt.material(request, profile, history)
    }

    // MARK: Steps

    private mutating func plan() async throws(GatewayError) -> ArticlePlan {
        let messages = Prompt.plan(request, material)
        let format = [JSONValue.Member("response_format", ArticlePlan.responseFormat)]
        var answer: String
        do throws(GatewayError) {
            answer = try await ask(messages, tokens: 1500, format)
        } catch {
            // Not every provider knows schemas.
            guard error.status == 400, error.code != "unknown_price" else { throw error }
            answer = try await ask(messages, tokens: 1500)
        }
        let failure: ArticlePlan.Failure
        do throws(ArticlePlan.Failure) {
            return try ArticlePlan(answer, keyphrase: request.keyphrase)
        } catch {
            failure = error
        }
        onEvent(.status(phase: "plan", detail: "Mending the plan: \(failure.text)"))
        answer = try await ask(Prompt.repair(answer, failure.text), tokens: 1500)
        return (try? ArticlePlan(answer, keyphrase: request.keyphrase))
            ?? ArticlePlan(topic: request.topic, keyphrase: request.keyphrase)
    }

    private mutating func draft(_ index: Int, of plan: ArticlePlan) async throws(GatewayError) {
        let heading = plan.headings.count == 1 && plan.headings[0] == plan.title ? "" : "\n## \(plan.headings[index])\n"
        article.markdown += heading + "\n"
        onEvent(.text(heading + "\n"))
        let words = max(40, request.words / plan.headings.count)
        let messages = Prompt.section(index, of: plan, request, material, before: article.markdown)
        let onEvent = onEvent
        let text = try await ask(messages, tokens: max(200, words * Self.tokensPerWord)) { onEvent(.text($0)) }
        onEvent(.text("\n"))
        article.markdown += Self.section(text) + "\n"
    }

    /// Checks it, and has it revised once where something is bad.
    private mutating func improve() async throws(GatewayError) {
        onEvent(.status(phase: "check", detail: "Checking the draft"))
        let before = await check()
        article.seo = before.report
        guard !before.problems.isEmpty else { return }
        onEvent(.status(phase: "revise", detail: before.problems.joined(separator: " ")))
        guard let (title, description, text) = try await revised("Mend this:", before.problems) else { return }
        let draft = article
        (article.title, article.description, article.markdown) = (title, description, text)
        render()
        let after = await check()
        // A revision that is no better is none.
        if after.problems.count > before.problems.count {
            (article.title, article.description) = (draft.title, draft.description)
            (article.markdown, article.html) = (draft.markdown, draft.html)
        } else {
            article.seo = after.report
        }
        article.seo?.set("before", before.report)
    }

    private func check() async -> ArticleCheck {
        var check = await checker.check(article)
        let banned = profile.banned(in: article.markdown + " " + article.title + " " + article.description)
        if !banned.isEmpty {
            check.problems.append("These words must not be used: \(banned.joined(separator: ", ")).")
        }
        check.report.set("problems", .array(check.problems.map { .string($0) }))
        return check
    }

    /// Compares it with what the client has, and has it written anew once where it is too much like one of those.
    private mutating func compare() async throws(GatewayError) {
        onEvent(.status(phase: "uniqueness", detail: "Comparing with earlier articles"))
        var nearest = try await nearest()
        var isRewritten = false
        if let found = nearest, found.likeness > Self.mostAlike {
            onEvent(.status(phase: "uniqueness", detail: "Too much like \"\(found.title)\": writing it anew"))
            let wish =
                "Write it anew: other words, another order, other examples. It is too much like an earlier one:\n"
                + Prompt.data("earlier_article", found.markdown)
            if let (title, description, text) = try await revised(wish, []) {
                (article.title, article.description, article.markdown) = (title, description, text)
                render()
                isRewritten = true
                nearest = try await self.nearest()
                var report = await check().report
                report.set("before", article.seo?["before"] ?? article.seo)
                article.seo = report
            }
        }
        let likeness = nearest?.likeness ?? 0
        article.uniqueness = .members([
            "score": .number("\(((1 - likeness) * 1000).rounded() / 1000)"),
            "nearest": nearest.map { .members(["id": .string($0.id), "title": .string($0.title)]) } ?? .null,
            "rewritten": .bool(isRewritten), "unique": .bool(likeness <= Self.mostAlike),
        ])
    }

    private struct Neighbour {
        let id: String
        let title: String
        let markdown: String
        let likeness: Double
    }

    /// The article of the client that has most in common with this one; nil where none has anything.
    private func nearest() async throws(GatewayError) -> Neighbour? {
        let own = TextSignature(article.markdown)
        var best: (key: String, likeness: Double)?
        for key in try await store.keys(Article.prefix, limit: Self.comparedCount)
        where key.name != Article.prefix + article.id {
            guard let text = key.metadata?["signature"]?.text, let other = TextSignature(text: text) else { continue }
            let likeness = own.likeness(other)
            if likeness > best?.likeness ?? 0 { best = (key.name, likeness) }
        }
        guard let best, let stored = try await store.value(best.key), let found = Article(stored: stored) else {
            return nil
        }
        return Neighbour(
            id: found.id, title: found.title, markdown: found.markdown,
            likeness: Shingles.likeness(article.markdown, found.markdown))
    }

    // MARK: Calls

    /// The article as a model has revised it; nil if its answer is none, or has lost much of it.
    private mutating func revised(
        _ wish: String, _ problems: [String]
    ) async throws(GatewayError) -> (title: String, description: String, markdown: String)? {
        let messages = Prompt.revision(article, problems: problems, wish, material)
        let words = article.markdown.split(whereSeparator: \.isWhitespace).count
        let answer = try await ask(messages, tokens: max(400, words * Self.tokensPerWord))
        let revision = ArticleRevision(answer)
        guard revision.words * 10 >= words * 6 else { return nil }
        let title = revision.title ?? article.title
        return (title, revision.description ?? article.description, revision.markdown(titled: title))
    }

    private mutating func ask(
        _ messages: [JSONValue], tokens: Int, _ members: [JSONValue.Member] = [],
        onText: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(GatewayError) -> String {
        let chat = try Gateway.request(
            messages, model: request.model, maximumOutput: min(tokens, gateway.configuration.maximumOutput),
            members: members)
        let answer = try await gateway.answer(
            GatewayRequest(
                client: article.client, limits: limits, options: GatewayOptions(), chat: chat, id: callID),
            onText: onText)
        (article.provider, article.model) = (answer.provider, answer.model)
        if let usage = answer.usage { article.usage = article.usage + usage }
        article.micros = article.micros.flatMap { sum in answer.micros.map { sum + $0 } }
        return answer.text
    }

    private mutating func render() { article.html = MarkdownRenderer.html(article.markdown) ?? "" }

    /// A section as a model wrote it, without headings that are not its own to write.
    static func section(_ text: String) -> String {
        var lines = ArticleRevision.unfenced(text).split(separator: "\n", omittingEmptySubsequences: false)
        while let first = lines.first, first.allSatisfy(\.isWhitespace) || first.hasPrefix("#") { lines.removeFirst() }
        return lines.map { line in
            let depth = line.prefix { $0 == "#" }.count
            return 1...2 ~= depth && line.dropFirst(depth).first == " " ? "###" + line.dropFirst(depth) : String(line)
        }.joined(separator: "\n")
    }
}

/// An article as a model answers with it: `TITLE: …`, `DESCRIPTION: …`, and the text.
struct ArticleRevision: Hashable {
    var title: String?
    var description: String?
    private var text: String

    init(_ answer: String) {
        var lines = Self.unfenced(answer).split(separator: "\n", omittingEmptySubsequences: false)
        while let line = lines.first {
            if let value = Self.value(of: "TITLE:", line) {
                title = value
            } else if let value = Self.value(of: "DESCRIPTION:", line) {
                description = value
            } else if !line.allSatisfy(\.isWhitespace) {
                break
            }
            lines.removeFirst()
        }
        if let first = lines.first, first.hasPrefix("# ") {
            if title == nil { title = first.dropFirst(2).trimmed }
            lines.removeFirst()
        }
        text = lines.joined(separator: "\n").trimmed
    }

    var words: Int { text.split(whereSeparator: \.isWhitespace).count }

    func markdown(titled title: String) -> String { "# \(title)\n\n\(text)\n" }

    private static func value(of name: String, _ line: Substring) -> String? {
        guard line.hasPrefix(name) else { return nil }
        let value = Prompt.cut(line.dropFirst(name.count).trimmed, 300)
        return value.isEmpty ? nil : value
    }

    /// An answer without the fence that some models put around all of it.
    static func unfenced(_ answer: String) -> String {
        let text = answer.trimmed
        guard text.hasPrefix("```"), text.hasSuffix("```"), let end = text.firstIndex(of: "\n"), text.count > 6 else {
            return text
        }
        return String(text[end...].dropLast(3)).trimmed
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        let front = drop(while: \.isWhitespace)
        return String(front.prefix(front.count - front.reversed().prefix(while: \.isWhitespace).count))
    }
}
