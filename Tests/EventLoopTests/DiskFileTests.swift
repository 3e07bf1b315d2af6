// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct DiskFileTests {
    /// A path that nothing has, removed at the end.
    private func withPath(_ body: (String) throws -> Void) throws {
        let path = try #require(temporaryFile([]))
        removePath(path)
        defer { removePath(path) }
        try body(path)
    }

    @Test func `what is written in pieces is read from any place`() throws {
        try withPath { path in
            let file = try DiskFile.new(path)
            for piece in [[1, 2, 3], [], [4, 5]] as [[UInt8]] { try file.write(piece) }
            try file.synchronize()
            let reading = try DiskFile.reading(path)
            #expect(try reading.length() == 5 && reading.isRegular)
            #expect(try reading.read(at: 1, count: 3) == [2, 3, 4])
            #expect(try reading.read(at: 3, count: 100) == [4, 5])
            #expect(try reading.read(at: 5, count: 1).isEmpty)
            #expect(try reading.read(upTo: 3) == [1, 2, 3])
            #expect(try reading.read(upTo: 3) == [4, 5])
            #expect(try reading.read(upTo: 3).isEmpty)
        }
    }

    @Test func `a new file takes no other's name`() throws {
        try withPath { path in
            try DiskFile.new(path).write([1])
            #expect { try DiskFile.new(path) } throws: { ($0 as? SystemError)?.isTaken == true }
            #expect(try FileSystem.read(path, limit: 10) == [1])
        }
        #expect { try DiskFile.reading("/no/such") } throws: { ($0 as? SystemError)?.isNotFound == true }
    }

    @Test func `a file gets a free name and leaves its old one`() throws {
        try withPath { path in
            try DiskFile.new(path).write([7])
            let new = path + "-new"
            defer { removePath(new) }
            try FileSystem.rename(path, toFree: new)
            #expect(!FileSystem.exists(path))
            #expect(try FileSystem.read(new, limit: 10) == [7])
            try DiskFile.new(path).write([8])
            #expect { try FileSystem.rename(path, toFree: new) } throws: { ($0 as? SystemError)?.isTaken == true }
            #expect(try FileSystem.read(new, limit: 10) == [7])
        }
    }

    @Test func `names in a directory are all there is but itself`() throws {
        try withPath { path in
            try FileSystem.makeDirectory(path)
            #expect(try FileSystem.names(in: path).isEmpty)
            let long = String(repeating: "n", count: 255)
            for name in ["a", long] { try DiskFile.new(path + "/" + name).write([]) }
            #expect(try FileSystem.names(in: path).sorted() == ["a", long])
            for name in ["a", long, "never"] { try FileSystem.remove(path + "/" + name) }
            #expect(try FileSystem.names(in: path).isEmpty)
        }
        #expect(throws: SystemError.self) { try FileSystem.names(in: "/no/such") }
    }
}
