// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct BotTableTests {
    @Test func `instances and bots that have none stand in columns`() throws {
        let answer = """
            {"bots":[{"binding":"A","image":"ready"},{"binding":"B","image":"pulling 3 of 4"}],"instances":[
            {"binding":"A","client":"acme","ordinal":0,"state":"ready","since":1000,"idle_ms":120000,"in_flight":2,
            "memory_bytes":null,"cpu_ms":1250,"restarts":1,"why":"answers"},
            {"binding":"A","client":null,"ordinal":3,"state":"starting","since":99000,"idle_ms":null,"in_flight":null,
            "memory_bytes":null,"cpu_ms":null,"restarts":0,"why":"room"}]}
            """
        let lines = try BotTable(try JSONAnswer(Array(answer.utf8)), now: 101_000).lines
        #expect(
            lines == [
                "BOT  CLIENT     STATE     SINCE  IDLE  BUSY  MEMORY  CPU    RESTARTS  WHY",
                "A    acme       ready     1m     2m    2     -       1.2 s  1         answers",
                "A    shared #3  starting  2s     -     -     -       -      0         room",
                "B               -                                                     image: pulling 3 of 4",
            ])
    }

    @Test(arguments: [(-5, "0s"), (59_999, "59s"), (60_000, "1m"), (7_200_000, "2h"), (172_800_000, "2d")])
    func `a time is told in its largest unit`(milliseconds: Int64, text: String) {
        #expect(BotTable.duration(milliseconds) == text)
    }
}
