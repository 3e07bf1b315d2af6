// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct StatementTests {
    private let directory: TestDirectory
    private let connection: Connection

    init() throws {
        directory = try TestDirectory()
        connection = try Connection(path: directory.database, mode: .readWriteCreate, busyTimeoutMilliseconds: 0)
    }

    @Test(arguments: [nil, [], [0], [1, 0, 2], [UInt8](repeating: 7, count: 100_000)] as [[UInt8]?])
    func bytesComeBackAsTheyWereBoundAndNilAsNull(_ bytes: [UInt8]?) throws {
        let statement = try connection.prepare("SELECT ?1, typeof(?1)", operation: "test")
        statement.bind(copying: bytes, at: 1)
        #expect(try statement.step())
        #expect(statement.optionalBytes(at: 0) == bytes)
        #expect(String(decoding: statement.bytes(at: 1), as: UTF8.self) == (bytes == nil ? "null" : "blob"))
    }

    @Test(arguments: [nil, 0, .min, .max] as [Int64?])
    func numbersComeBackAsTheyWereBound(_ number: Int64?) throws {
        let statement = try connection.prepare("SELECT ?1", operation: "test")
        statement.bind(number, at: 1)
        #expect(try statement.step())
        #expect(statement.optionalInteger(at: 0) == number)
        #expect(statement.isNull(at: 0) == (number == nil))
    }

    @Test func textIsTextEvenWhenItIsEmptyOrHoldsAZero() throws {
        let statement = try connection.prepare("SELECT typeof(?1), ?1", operation: "test")
        for text in ["", "a\0b", "é"] {
            statement.bindText(copying: bytes(text), at: 1)
            #expect(try statement.step())
            #expect(statement.bytes(at: 0) == bytes("text"))
            #expect(statement.bytes(at: 1) == bytes(text))
            statement.reset()
        }
    }

    @Test func aResetLetsGoOfWhatWasBound() throws {
        let statement = try connection.prepare("SELECT ?1", operation: "test")
        statement.bind(Int64(1), at: 1)
        #expect(try statement.step())
        statement.reset()
        #expect(try statement.step())
        #expect(statement.isNull(at: 0))
    }

    @Test func aBindThatFailsIsReportedByTheStepAndForgottenByTheReset() throws {
        let statement = try connection.prepare("SELECT ?1", operation: "test")
        statement.bind(Int64(1), at: 9)
        #expect { try statement.step() } throws: { ($0 as? KVError)?.primaryCode == 25 }
        #expect(try statement.step())
        #expect(try !statement.step())
    }
}
