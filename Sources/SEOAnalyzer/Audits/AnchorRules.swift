// SPDX-License-Identifier: Apache-2.0

/// What Lighthouse's `crawlable-anchors` and `link-text` ask of each anchor (13.5).
enum AnchorRules {
    /// Attributes that an anchor without an address should not have (HTML, 4.5.1).
    private static let addressAttributes = ["target", "download", "ping", "rel", "hreflang", "type", "referrerpolicy"]

    /// Whether crawlers cannot follow an anchor. Of its event listeners only those in the tag are known.
    static func isUncrawlable(_ tag: HTMLTag, page: WebURL) -> Bool {
        if isFilled(tag, "role") { return false }
        var href: [UInt8] = []
        if let value = tag.value("href") {
            for byte in tag.bytes[value] where !byte.isWhitespace { href.append(byte) }
        }
        if href.starts(with: "mailto:".utf8) { return false }
        if href.isEmpty, let id = tag.value("id"), !id.isEmpty { return false }
        if href.starts(with: "file:".utf8) { return true }
        if isFilled(tag, "name") { return false }
        guard tag.value("href") != nil else {
            return addressAttributes.contains { tag.value($0) != nil } || hasListener(tag)
        }
        return isVoidScript(href) || WebURL(href.span, base: page) == nil
    }

    private static func isFilled(_ tag: HTMLTag, _ name: String) -> Bool {
        tag.value(name).map { !tag.bytes.span.trimmed($0).isEmpty } ?? false
    }

    private static func hasListener(_ tag: HTMLTag) -> Bool {
        tag.attributes.contains { tag.bytes[$0.start..<$0.nameEnd].starts(with: "on".utf8) }
    }

    /// Whether the address holds "javascript:void(0)", with or without either parenthesis.
    private static func isVoidScript(_ href: [UInt8]) -> Bool {
        let script = Array("javascript:void".utf8)
        guard href.count > script.count, href.contains(ASCII.colon) else { return false }
        for start in 0..<href.count - script.count where href[start...].starts(with: script) {
            let rest = href[(start + script.count)...]
            if rest.first == 0x30 || (rest.first == 0x28 && rest.dropFirst().first == 0x30) { return true }
        }
        return false
    }

    /// Whether a link's text should say where it leads: not within the page, not for what no crawler follows.
    static func mustDescribe(_ url: WebURL, rel: [UInt8]?, isPage: Bool) -> Bool {
        if isPage || url.scheme == Array("javascript".utf8) || url.scheme == Array("mailto".utf8) { return false }
        guard let rel else { return true }
        let nofollow = Array("nofollow".utf8)
        return !rel.indices.contains { rel[$0...].starts(with: nofollow) }
    }

    /// Whether a text says nothing of where its link leads.
    /// - Parameter language: the language of the text; where it is unknown, all are looked at
    static func isVague(_ text: [UInt8], language: [UInt8]?) -> Bool {
        guard !text.isEmpty, text.count <= longestPhrase else { return false }
        let words = String(decoding: text, as: UTF8.self).lowercased()
        guard let language, !language.isEmpty else { return vaguePhrases.values.contains { $0.contains(words) } }
        let primary = String(decoding: language.prefix { $0 != ASCII.hyphen }, as: UTF8.self)
        return vaguePhrases[primary]?.contains(words) ?? false
    }

    private static let longestPhrase = vaguePhrases.values.flatMap { $0.map(\.utf8.count) }.max() ?? 0

    private static let vaguePhrases: [String: Set<String>] = [
        "en": [
            "click here", "click this", "go", "here", "information", "learn more", "more", "more info",
            "more information", "right here", "read more", "see more", "start", "this",
        ],
        "ja": ["ここをクリック", "こちらをクリック", "リンク", "続きを読む", "続く", "全文表示"],
        "es": [
            "click aquí", "click aqui", "clicka aquí", "clicka aqui", "pincha aquí", "pincha aqui", "aquí", "aqui",
            "más", "mas", "más información", "más informacion", "mas información", "mas informacion", "este", "enlace",
            "este enlace", "empezar",
        ],
        "pt": ["clique aqui", "ir", "mais informação", "mais informações", "mais", "veja mais"],
        "ko": ["여기", "여기를 클릭", "클릭", "링크", "자세히", "자세히 보기", "계속", "이동", "전체 보기"],
        "sv": ["här", "klicka här", "läs mer", "mer", "mer info", "mer information"],
        "de": ["klicke hier", "hier klicken", "hier", "mehr", "siehe", "dies", "das", "weiterlesen"],
        "ta": [
            "அடுத்த பக்கம்", "மறுபக்கம்", "முந்தைய பக்கம்", "முன்பக்கம்", "மேலும் அறிக", "மேலும் தகவலுக்கு",
            "மேலும் தரவுகளுக்கு", "தயவுசெய்து இங்கே அழுத்தவும்", "இங்கே கிளிக் செய்யவும்",
        ],
        "fa": [
            "اطلاعات بیشتر", "اطلاعات", "این", "اینجا بزنید", "اینجا کلیک کنید", "اینجا", "برو", "بیشتر بخوانید",
            "بیشتر بدانید", "بیشتر", "شروع",
        ],
    ]
}
