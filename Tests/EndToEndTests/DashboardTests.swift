// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

/// docs/grafana.json, held to what the program tells.
@Suite struct DashboardTests {
    private func dashboard() throws -> JSONValue {
        try JSONValue(FileSystem.read("\(ProjectScript.root)/docs/grafana.json", limit: 1 << 20))
    }

    /// All queries of all panels.
    private func queries(_ dashboard: JSONValue) -> [String] {
        (dashboard["panels"]?.elements ?? []).flatMap { $0["targets"]?.elements ?? [] }.compactMap { $0["expr"]?.text }
    }

    @Test func itCanBeImported() throws {
        let dashboard = try dashboard()
        // An older number is migrated by Grafana at each opening.
        #expect(dashboard["schemaVersion"]?.number == 41)
        #expect(dashboard["id"] == JSONValue.null && dashboard["uid"]?.text?.isEmpty == false)
        let input = try #require(dashboard["__inputs"]?[0])
        #expect(input["type"]?.text == "datasource" && input["pluginId"]?.text == "prometheus")
        let source = "${\(try #require(input["name"]?.text))}"
        let panels = dashboard["panels"]?.elements ?? []
        #expect(Set(panels.compactMap { $0["id"]?.number }).count == panels.count)
        for panel in panels where panel["type"]?.text != "row" {
            let title = panel["title"]?.text ?? "a panel without a title"
            #expect(panel["datasource"]?["uid"]?.text == source, "\(title)")
            #expect(panel["targets"]?.elements.isEmpty == false, "\(title)")
            for target in panel["targets"]?.elements ?? [] {
                #expect(target["datasource"]?["uid"]?.text == source, "\(title)")
            }
            let place = try #require(panel["gridPos"], "\(title)")
            #expect(try #require(place["x"]?.number) + (try #require(place["w"]?.number)) <= 24, "\(title)")
        }
    }

    @Test func everyMetricItAsksForIsExposed() throws {
        let server = try TestServer()
        let text = try server.admin("GET", "/metrics").text
        var exposed: Set<String> = []
        for line in text.split(separator: "\n") where line.hasPrefix("# TYPE ") {
            let words = line.split(separator: " ")
            let suffixes = words[3] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
            for suffix in suffixes { exposed.insert(String(words[2]) + suffix) }
        }
        let queries = queries(try dashboard())
        #expect(queries.count > 40)
        var used: Set<String> = []
        for query in queries {
            let names = query.matches(of: #/\b(?:edge|process)_[a-z_]+/#).map { String($0.output) }
            #expect(!names.isEmpty, "\(query)")
            used.formUnion(names)
        }
        #expect(used.subtracting(exposed).sorted() == [])
        // What nobody looks at need not be told.
        let families = Set(used.map { $0.replacing(#/_(bucket|sum|count)$/#, with: "") })
        let told = Set(exposed.map { $0.replacing(#/_(bucket|sum|count)$/#, with: "") })
        #expect(told.subtracting(families).sorted() == [])
    }
}
