// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import FoundationEssentials
internal import Outbound

/// The images that instances are made of: found on the engine, pulled, or built, once for all who wait for the same.
final class DockerImages {
    private struct Name: Hashable {
        let binding: String
        let source: ImageSource
    }

    private struct Work {
        let refresh: Bool
        var waiting: [(Result<BotImage, EngineFailure>) -> Void]
        /// What is told of it, and what was told last.
        var progress: ((String) -> Void)?
        var told: (text: String, at: Instant)?
    }

    private struct Scanned: Sendable {
        let name: UInt64
        let result: Result<(context: BuildContext, digest: String), EngineFailure>
    }

    /// Between two things told of the same image, in nanoseconds.
    private static let pause: UInt64 = 250_000_000

    private let client: DockerClient
    private let owner: String
    private let registryConfig: String?
    private let loop: EventLoop
    private var mailbox: Mailbox<Scanned>?
    private var scans: [UInt64: (Result<(context: BuildContext, digest: String), EngineFailure>) -> Void] = [:]
    private var lastScan: UInt64 = 0
    private var known: [Name: BotImage] = [:]
    private var working: [Name: Work] = [:]

    init(_ client: DockerClient, owner: String, registryConfig: String?, on loop: EventLoop) throws(SystemError) {
        self.client = client
        self.owner = owner
        self.registryConfig = registryConfig
        self.loop = loop
        mailbox = try Mailbox(on: loop) { [unowned self] scanned in
            scans.removeValue(forKey: scanned.name)?(scanned.result)
        }
    }

    func close() {
        if let mailbox { loop.close(mailbox) }
        mailbox = nil
    }

    /// The image of a bot.
    /// - Parameters:
    ///   - refresh: whether it is pulled or built even if it is there.
    ///   - progress: told how far it is, now and then.
    func image(
        of bot: BotSpecification, refresh: Bool = false, progress: ((String) -> Void)? = nil,
        then: @escaping (Result<BotImage, EngineFailure>) -> Void
    ) {
        guard case .image(let source) = bot.source else {
            return then(.failure(EngineFailure(.refused, "\(bot.binding) has no image to make a container of.")))
        }
        let name = Name(binding: bot.binding, source: source)
        if !refresh, progress == nil, let image = known[name] { return then(.success(image)) }
        if working[name] != nil {
            working[name]?.waiting.append(then)
            if let progress { working[name]?.progress = progress }
            return
        }
        working[name] = Work(refresh: refresh, waiting: [then], progress: progress)
        switch source {
        case .reference(let reference):
            if refresh { return pull(reference, name) }
            inspect(reference, name) { [unowned self] in pull(reference, name) }
        case .build(let dockerfile, let context, let arguments):
            scan(dockerfile, context, arguments, name)
        }
    }

    /// It is not there any more, whatever was known.
    func forget(_ bot: BotSpecification) {
        known = known.filter { $0.key.binding != bot.binding }
    }

    private func finish(_ name: Name, _ result: Result<BotImage, EngineFailure>) {
        if case .success(let image) = result { known[name] = image }
        for job in working.removeValue(forKey: name)?.waiting ?? [] { job(result) }
    }

    private func tell(_ text: String, _ name: Name) {
        guard let progress = working[name]?.progress else { return }
        let now = Instant.now
        if let told = working[name]?.told {
            guard told.text != text, now.nanoseconds(since: told.at) >= Self.pause else { return }
        }
        working[name]?.told = (text, now)
        progress(text)
    }

    private func inspect(_ reference: String, _ name: Name, orElse missing: (() -> Void)?) {
        let path = reference.split(separator: "/", omittingEmptySubsequences: false)
            .map { DockerRequest.encoded(String($0)) }.joined(separator: "/")
        client.call(DockerRequest("GET", "/images/\(path)/json")) { [unowned self] result in
            do throws(DockerFailure) {
                let said = try result.get().json(ImageInspection.self)
                let image = BotImage(
                    revision: ImageRevision(said.id), onlyPort: said.onlyPort, runsAsRoot: said.runsAsRoot)
                finish(name, .success(image))
            } catch {
                if case .status(404, _) = error, let missing { return missing() }
                finish(name, .failure(error.engineFailure("looking at the image \(reference)")))
            }
        }
    }

    // MARK: - Pulling

    private func pull(_ reference: String, _ name: Name) {
        let parsed = ImageReference(reference)
        var request = DockerRequest(
            "POST", "/images/create", [("fromImage", parsed.repository), ("tag", parsed.tag)])
        request.answerWithin = DockerLimits.preparing
        request.silence = DockerLimits.preparing
        request.answerBytes = .max
        if let header = RegistryCredentials(path: registryConfig).header(registry: parsed.registry) {
            request.fields.append(OutboundField("X-Registry-Auth", header))
        }
        tell("pulling \(reference)", name)
        follow(request, name, what: "pulling \(reference)") { [unowned self] failure in
            if let failure { return finish(name, .failure(failure)) }
            inspect(reference, name, orElse: nil)
        }
    }

    /// Makes a call whose answer is lines of progress; the last of them may be an error.
    private func follow(
        _ request: DockerRequest, _ name: Name, what: String, then: @escaping (EngineFailure?) -> Void
    ) {
        let reader = ProgressReader()
        client.stream(
            request, received: { [unowned self] in if let text = reader.take($0) { tell("\(what): \(text)", name) } },
            ended: { then(reader.outcome($0, what)) })
    }

    // MARK: - Building

    private func scan(_ dockerfile: String, _ context: String, _ arguments: [String: String], _ name: Name) {
        guard let sender = mailbox?.sender else { return }
        lastScan += 1
        let number = lastScan
        scans[number] = { [unowned self] result in
            switch result {
            case .failure(let failure): finish(name, .failure(failure))
            case .success(let scanned): found(scanned.context, scanned.digest, arguments, name)
            }
        }
        do {
            let thread = try SystemThread(name: "context") { @Sendable in
                let result = Result { () throws(EngineFailure) in
                    let context = try BuildContext(dockerfile: dockerfile, context: context)
                    return (context: context, digest: try context.digest(arguments: arguments))
                }
                sender.send(Scanned(name: number, result: result))
            }
            thread.detach()
        } catch {
            scans[number] = nil
            finish(name, .failure(EngineFailure(.failed, "No thread is left to read a build context: \(error).")))
        }
    }

    private func found(_ context: BuildContext, _ digest: String, _ arguments: [String: String], _ name: Name) {
        let tag = "edge/\(name.binding.lowercased()):\(digest)"
        if working[name]?.refresh == true { return build(context, tag, arguments, name) }
        inspect(tag, name) { [unowned self] in build(context, tag, arguments, name) }
    }

    private func build(_ context: BuildContext, _ tag: String, _ arguments: [String: String], _ name: Name) {
        let labels = [ContainerLabels.product: ContainerLabels.productValue, ContainerLabels.owner: owner]
        var request = DockerRequest(
            "POST", "/build",
            [
                ("dockerfile", context.dockerfile), ("t", tag), ("rm", "1"), ("forcerm", "1"),
                ("nocache", working[name]?.refresh == true ? "1" : "0"), ("buildargs", Self.json(arguments)),
                ("labels", Self.json(labels)), ("version", "1"),
            ])
        request.fields = [OutboundField("Content-Type", "application/x-tar")]
        if let header = RegistryCredentials(path: registryConfig).configurationHeader {
            request.fields.append(OutboundField("X-Registry-Config", header))
        }
        request.body = .streamed(length: nil)
        request.answerWithin = DockerLimits.preparing
        request.silence = DockerLimits.preparing
        request.answerBytes = .max
        let what = "building \(name.binding)"
        tell(what, name)
        let reader = ProgressReader()
        let upload = ContextUpload(context)
        let stream = client.upload(
            request, canSend: { upload.grant($0) },
            received: { [unowned self] in if let text = reader.take($0) { tell("\(what): \(text)", name) } },
            ended: { [unowned self] failure in
                upload.stop()
                if let failure = upload.failure ?? reader.outcome(failure, what) {
                    return finish(name, .failure(failure))
                }
                inspect(tag, name, orElse: nil)
            })
        if let transfer = stream.transfer { upload.start(transfer) }
    }

    private static func json(_ strings: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(strings)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

/// Reads the lines of progress that a pull or a build answers with.
final class ProgressReader {
    private var splitter = LineSplitter(limit: DockerLimits.jsonLine)
    private var failure: String?

    /// Takes more of them; the last that says how far it is.
    func take(_ bytes: [UInt8]) -> String? {
        var text: String?
        splitter.take(bytes) { line in text = read(line) ?? text }
        return text
    }

    private func read(_ line: [UInt8]) -> String? {
        guard let line = try? JSONDecoder().decode(ProgressLine.self, from: Data(line)) else { return nil }
        failure = failure ?? line.failure
        return line.text
    }

    /// What it came to, when the answer has ended.
    func outcome(_ ending: DockerFailure?, _ what: String) -> EngineFailure? {
        splitter.end { _ = read($0) }
        if let failure {
            let text = failure.lowercased()
            let isFinal = ["not found", "denied", "manifest unknown", "dockerfile", "no such"]
                .contains { text.contains($0) }
            return EngineFailure(isFinal ? .refused : .failed, "When \(what): \(failure)")
        }
        guard let ending else { return nil }
        if case .status(404, let text) = ending { return EngineFailure(.refused, "When \(what): \(text)") }
        return ending.engineFailure(what)
    }
}
