// SPDX-License-Identifier: Apache-2.0

extension PageFacts {
    /// Writes the `page` object of the report.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("title", title)
            json.member("title_length", title.map(PageFacts.length))
            json.member("title_px", title.map { PixelWidth.of($0.span) })
            json.member("meta_description", metaDescription)
            json.member("meta_description_length", metaDescription.map(PageFacts.length))
            json.member("canonical", canonical)
            json.member("robots", robots)
            json.member("viewport", viewport)
            json.member("charset", charset)
            json.member("lang", language)
            json.member("headings", each: headings) { json, heading in
                json.object { json in
                    json.member("level", heading.level)
                    json.member("text", heading.text)
                }
            }
            json.member("open_graph") { json in PageFacts.write(openGraph, to: &json) }
            json.member("twitter") { json in PageFacts.write(twitter, to: &json) }
            json.member("hreflang", each: alternates) { json, alternate in
                json.object { json in
                    json.member("lang", alternate.language)
                    json.member("href", alternate.href)
                }
            }
            json.member("structured_data", each: structuredData) { json, item in
                json.object { json in
                    json.member("type", item.type)
                    json.member("valid", item.isValid)
                    json.member("problems", each: item.problems) { json, problem in json.string(problem) }
                    json.member("format", item.format.rawValue)
                }
            }
            writeLinks(to: &json)
            json.member("images") { json in
                json.member("total", images)
                json.member("missing_alt", imagesWithoutAlt)
            }
            writeRelations(to: &json)
            json.member("open_graph_missing", each: SocialCards.missingOpenGraph(self)) { $0.string($1) }
            json.member("twitter_missing", each: SocialCards.missingTwitter(self)) { $0.string($1) }
        }
    }

    private func writeRelations(to json: inout JSONWriter) {
        let icons = relations.filter { $0.has("icon") || $0.has("apple-touch-icon") || $0.has("mask-icon") }
        json.member("icons", each: icons) { json, icon in
            json.object { json in
                json.member("rel", icon.rel)
                json.member("href", icon.href)
                json.member("sizes", icon.sizes)
                json.member("type", icon.type)
            }
        }
        json.member("pagination") { json in
            json.member("prev", relations.first { $0.has("prev") }?.href)
            json.member("next", relations.first { $0.has("next") }?.href)
        }
        json.member("amphtml", relations.first { $0.has("amphtml") }?.href)
        json.member("manifest", relations.first { $0.has("manifest") }?.href)
    }

    private func writeLinks(to json: inout JSONWriter) {
        json.member("links") { json in
            json.member("internal", internalLinks)
            json.member("external", externalLinks)
            json.member("nofollow", nofollowLinks)
            json.member("items", each: links) { json, link in
                json.object { json in
                    json.member("href", link.href)
                    json.member("text", link.text)
                    json.member("rel", link.rel)
                    json.member("kind", link.kind.rawValue)
                    json.member("url", link.url)
                }
            }
        }
    }

    private static func write(_ properties: [Property], to json: inout JSONWriter) {
        for property in properties {
            json.key(property.name)
            json.string(property.content)
        }
    }

    /// Characters are code points.
    private static func length(_ text: [UInt8]) -> Int { text.count { !$0.isContinuation } }
}
