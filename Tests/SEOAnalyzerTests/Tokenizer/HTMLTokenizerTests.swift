// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct HTMLTokenizerTests {
    private func tokens(_ html: String, models: [String: HTMLContentModel] = [:]) -> [RecordedToken] {
        var tokenizer = HTMLTokenizer()
        var recorder = TokenRecorder()
        for (name, model) in models { recorder.models[Array(name.utf8)] = model }
        let bytes = Array(html.utf8)
        tokenizer.feed(bytes.span, into: &recorder)
        tokenizer.finish(into: &recorder)
        recorder.flush()
        return recorder.tokens
    }

    private func characters(_ text: String) -> RecordedToken { .characters(Array(text.utf8)) }
    private func start(_ name: String) -> RecordedToken { .startTag(Array(name.utf8), [:], selfClosing: false) }

    @Test func theSinkChoosesHowTheContentOfAStartTagIsRead() {
        #expect(
            tokens("<title>a<b>&amp;</title>c", models: ["title": .rcdata])
                == [start("title"), characters("a<b>&"), .endTag(Array("title".utf8)), characters("c")])
        #expect(
            tokens("<script>'</scripty></script>", models: ["script": .script])
                == [start("script"), characters("'</scripty>"), .endTag(Array("script".utf8))])
    }

    @Test func lineBreaksAreNormalisedWhereverTheyAreKept() {
        #expect(tokens("a\r\nb\rc\n") == [characters("a\nb\nc\n")])
        #expect(
            tokens("<a b='1\r\n2'>")
                == [.startTag(Array("a".utf8), [Array("b".utf8): Array("1\n2".utf8)], selfClosing: false)])
    }

    @Test func aNameOfACharacterReferenceIsTakenAsLongAsItGoes() {
        #expect(tokens("&notit; &notin; &copy=1 &unknown; &#x1F600;") == [characters("¬it; ∉ ©=1 &unknown; 😀")])
    }
}

struct HTMLTagTests {
    private func tag(_ html: [UInt8]) -> (attributes: Int, firstValue: Int) {
        var recorder = TokenRecorder()
        var tokenizer = HTMLTokenizer()
        tokenizer.feed(html.span, into: &recorder)
        guard case .startTag(_, let attributes, _)? = recorder.tokens.first else { return (0, 0) }
        return (attributes.count, attributes.values.first?.count ?? 0)
    }

    @Test func ofTwoAttributesOfOneNameTheFirstCounts() {
        let html = Array("<a B=1 b=2 c=3 b=4>".utf8)
        var recorder = TokenRecorder()
        var tokenizer = HTMLTokenizer()
        tokenizer.feed(html.span, into: &recorder)
        #expect(
            recorder.tokens == [
                .startTag(
                    Array("a".utf8), [Array("b".utf8): Array("1".utf8), Array("c".utf8): Array("3".utf8)],
                    selfClosing: false)
            ])
    }

    @Test func attributesBeyondTheLimitAreDropped() {
        let many = (0..<1000).map { " a\($0)=1" }.joined()
        #expect(tag(Array("<p\(many)>".utf8)).attributes == HTMLTag.maximumAttributes)
    }

    @Test func aValueBeyondTheLimitIsCutAndTheTagStillEnds() {
        let long = [UInt8](repeating: 0x61, count: HTMLTag.maximumAttributeBytes + 5000)
        let found = tag(Array("<p title='".utf8) + long + Array("'>".utf8))
        #expect(found.attributes == 1)
        #expect(found.firstValue == HTMLTag.maximumAttributeBytes)
    }
}
