// SPDX-License-Identifier: Apache-2.0

/// The report as it is answered (section 8 of the design): the fields and their order are a promise.
extension AnalysisReport {
    /// The whole report as a JSON object in UTF-8.
    public func json(context: ReportContext) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            write(context, to: &json)
            writeLanguage(to: &json)
            json.key("page")
            if let page { page.write(to: &json) } else { json.null() }
            writeContent(to: &json)
            writeKeywords(to: &json)
            json.member("audits", each: audits) { json, audit in audit.write(to: &json) }
            json.member("scores") { json in
                json.member("seo", seoScore)
                json.member("content", nil as Int?)
                json.member("readability", readabilityScore)
            }
            json.member("advice", each: context.advice) { json, advice in
                json.object { json in
                    json.member("about", advice.about)
                    json.member("severity", advice.severity)
                    json.member("text", advice.text)
                    json.member("source", advice.source)
                }
            }
            json.member("templates", each: context.templates) { json, name in json.string(name) }
        }
        return writer.bytes
    }

    private func write(_ context: ReportContext, to json: inout JSONWriter) {
        json.member("client", context.client)
        json.member("engine", context.engine)
        json.member("url", context.url)
        json.member("final_url", context.finalURL)
        json.member("status", context.status)
        json.member("fetched_at", context.fetchedAt)
        json.member("truncated", context.isTruncated || isTruncated)
        json.member("timing") { json in
            json.member("fetch_ms", context.fetchMilliseconds, decimals: 3)
            json.member("analyze_ms", context.analyzeMilliseconds, decimals: 3)
        }
    }

    private func writeLanguage(to json: inout JSONWriter) {
        json.key("language")
        guard let language else {
            json.null()
            return
        }
        json.object { json in
            json.member("code", language.code)
            json.member("confidence", language.confidence)
            json.member("source", language.source)
        }
    }

    private func writeContent(to json: inout JSONWriter) {
        json.member("content") { json in
            json.member("words", content.words)
            json.member("sentences", content.sentences)
            json.member("paragraphs", content.paragraphs)
            json.member("characters", content.characters)
            json.member("text_to_html_ratio", content.textToHTMLRatio, decimals: 4)
            json.member("reading_seconds", content.readingSeconds)
            json.member("main_text_words", content.mainTextWords)
            json.key("readability")
            guard let readability = content.readability else {
                json.null()
                return
            }
            readability.write(to: &json)
        }
    }

    private func writeKeywords(to json: inout JSONWriter) {
        json.member("keywords") { json in
            for (name, list) in [
                ("unigrams", keywords.unigrams), ("bigrams", keywords.bigrams), ("trigrams", keywords.trigrams),
            ] {
                json.member(name, each: list) { json, keyword in
                    json.object { json in
                        json.member("term", keyword.term)
                        json.member("count", keyword.count)
                        json.member("density", keyword.density)
                    }
                }
            }
            json.member("keyphrases", each: keyphrases) { json, keyphrase in
                json.object { json in
                    json.member("phrase", keyphrase.phrase)
                    json.member("score", keyphrase.score, decimals: 4)
                    json.member("count", keyphrase.count)
                }
            }
            json.key("focus")
            if let focus { focus.write(to: &json) } else { json.null() }
        }
    }
}

extension Readability {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("flesch_reading_ease", fleschReadingEase)
            json.member("flesch_kincaid_grade", fleschKincaidGrade)
            json.member("gunning_fog", gunningFog)
            json.member("smog_index", smogIndex)
            json.member("coleman_liau_index", colemanLiauIndex)
            json.member("automated_readability_index", automatedReadabilityIndex)
            json.member("lix", lix)
            json.member("gulpease", gulpease)
            json.member("wiener_sachtextformel", wienerSachtextformel)
            json.member("words_per_sentence", wordsPerSentence)
            json.member("syllables_per_word", syllablesPerWord)
        }
    }
}

extension Audit {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("title", title)
            json.member("category", category)
            json.member("status", status.rawValue)
            json.member("weight", weight, decimals: 4)
            json.member("detail", detail)
            json.member("items", each: items) { json, item in json.string(item) }
        }
    }
}

extension FocusKeyphrase {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("keyphrase", keyphrase)
            json.member("count", count)
            json.member("density", density)
            json.member("checks", each: checks) { json, check in
                json.object { json in
                    json.member("id", check.id)
                    json.member("status", check.status)
                    json.member("score", check.score)
                    json.member("detail", check.detail)
                }
            }
        }
    }
}
