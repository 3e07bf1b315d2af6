// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

/// How often the release binary asks for memory to answer one request. A count, not a time: it is the same on every
/// machine, and an allocation more on a path that had none is seen at once.
@Suite(.enabled(if: AllocationCounter.reason == nil, "\(AllocationCounter.reason ?? "")"))
struct AllocationTests {
    /// What is asked for, again and again over one connection.
    enum Way: String, CaseIterable, CustomTestStringConvertible {
        case health, hit, tokenHit, notModified, absent, forwarded

        var testDescription: String { rawValue }
    }

    /// Allocations of one request by the version of the compiler, the newest first. What a log line takes of its block
    /// is in them: a block holds some twenty lines.
    private static let known: [(compiler: String, counts: [Way: Double])] = [
        ("6.3", [.health: 0.06, .hit: 0.06, .tokenHit: 0.06, .notModified: 2.06, .absent: 6.06, .forwarded: 0.07])
    ]
    /// A request may be off by this: half of what a regression of one allocation would add.
    private static let tolerance = 0.5
    /// A compiler that is not in the table may need so many more, and no fewer is written down for it.
    private static let unknownSlack = 2.0
    /// Requests until caches, pools and tables have what they keep.
    private static let warmUp = 300
    private static let requests = 2_000

    @Test(arguments: Way.allCases)
    func aRequestAllocatesWhatTheTableSays(_ way: Way) throws {
        let counter = try AllocationCounter()
        let upstream = try ProxyUpstream.answering { _ in answer("from the bot") }
        let server = try TestServer(
            way == .tokenHit ? TestServer.tokenMode : ProxyWay.configuration(upstream.port),
            environment: counter.environment)
        let ask = try Self.request(way, server)
        for _ in 0..<Self.warmUp { try ask() }
        let before = try counter.count()
        for _ in 0..<Self.requests { try ask() }
        let count = Double(try counter.count() - before) / Double(Self.requests)

        let compiler = try Self.compiler()
        let newest = try #require(Self.known.first)
        if let row = Self.known.first(where: { $0.compiler == compiler }) {
            let expected = try #require(row.counts[way])
            #expect(
                abs(count - expected) <= Self.tolerance,
                "\(way.rawValue): \(count) allocations a request, not \(expected); if fewer, write that down")
        } else {
            let expected = try #require(newest.counts[way])
            print(
                "UNKNOWN COMPILER \(compiler): \(way.rawValue) takes \(count) allocations a request, "
                    + "\(expected) with \(newest.compiler): add a row to AllocationTests.known")
            #expect(count <= expected + Self.unknownSlack, "\(way.rawValue) with the unknown compiler \(compiler)")
        }
    }

    @Test func aRefusalTakesNoOtherWorkWhereThereIsSomething() throws {
        let counter = try AllocationCounter()
        let server = try TestServer(TestServer.tokenMode, environment: counter.environment)
        let token = "Authorization: Bearer \(try server.token(of: "acme"))"
        let other = "Authorization: Bearer \(try server.token(of: "other"))"
        #expect(try server.request("PUT", "/kv/a", [other], body: [0x78]).status == 201)
        func count(_ target: String, _ fields: [String]) throws -> Double {
            let connection = try server.connect()
            func ask() throws {
                let status = try connection.request("GET", target, fields).status
                guard status == 403 else { throw TestFailure("\(target): status \(status)") }
            }
            for _ in 0..<Self.warmUp { try ask() }
            let before = try counter.count()
            for _ in 0..<Self.requests { try ask() }
            return Double(try counter.count() - before) / Double(Self.requests)
        }
        // Names of one length: a longer one may not fit where a shorter does.
        for (there, absent) in [("/bots/other/x", "/bots/nobod/x"), ("/kv/a", "/kv/a")] {
            let ids = there == absent ? ["X-Client-ID: other", "X-Client-ID: nobod"] : []
            let met = try count(there, [token] + ids.prefix(1))
            let missed = try count(absent, [token] + ids.suffix(1))
            #expect(abs(met - missed) <= Self.tolerance, "\(there): \(met) allocations, \(absent): \(missed)")
        }
    }

    @Test func theCounterCounts() throws {
        let counter = try AllocationCounter()
        let server = try TestServer(environment: counter.environment)
        // To start it takes many; to have counted none would be to count nothing.
        let started = try counter.count()
        #expect(started > 100)
        // Each connection has objects of its own.
        for _ in 0..<50 { #expect(try server.request("GET", "/healthz").status == 200) }
        #expect(try counter.count() - started >= 50)
    }

    /// What asks once and checks the answer.
    private static func request(_ way: Way, _ server: TestServer) throws -> () throws -> Void {
        let client =
            way == .tokenHit ? "Authorization: Bearer \(try server.token(of: "acme"))" : "X-Client-ID: acme"
        let stored = try server.request("PUT", "/kv/a", [client], body: [UInt8](repeating: 0x78, count: 1024))
        let etag = try #require(stored["ETag"])
        let (target, fields, status): (String, [String], Int) =
            switch way {
            case .health: ("/healthz", [], 200)
            case .hit, .tokenHit: ("/kv/a", [client], 200)
            case .notModified: ("/kv/a", [client, "If-None-Match: \(etag)"], 304)
            case .absent: ("/kv/absent", [client], 404)
            case .forwarded: ("/bot/x", ["X-Client-ID: client-a"], 200)
            }
        let connection = try server.connect()
        return {
            let response = try connection.request("GET", target, fields)
            guard response.status == status else { throw TestFailure("\(way.rawValue): status \(response.status)") }
        }
    }

    /// Major and minor version of the compiler, as `swift --version` has it.
    private static func compiler() throws -> String {
        let words = try Command("swift", ["--version"]).output.split(whereSeparator: \.isWhitespace)
        guard let name = words.firstIndex(of: "version"), name + 1 < words.endIndex else {
            throw TestFailure("swift --version says no version")
        }
        return words[name + 1].split(separator: ".").prefix(2).joined(separator: ".")
    }
}

/// A library that is preloaded into the program and counts each call that asks for memory, in a file that is mapped.
final class AllocationCounter: Sendable {
    private let directory: TemporaryDirectory

    /// Why allocations cannot be counted here; nil if they can.
    static let reason: String? = {
        if (try? Command("cc", ["--version"]))?.status != 0 { return "no cc to build the counting library with" }
        guard let binary = try? TestServer.binary() else { return nil }
        // What is not optimized allocates in other places, and nobody runs it for its speed.
        return binary.contains("/debug/") ? "the program under test is a debug build" : nil
    }()

    private static let source = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <stdint.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <unistd.h>

        // glibc's own, which what is defined below stands before.
        void *__libc_malloc(size_t);
        void *__libc_calloc(size_t, size_t);
        void *__libc_realloc(void *, size_t);
        void *__libc_memalign(size_t, size_t);

        static uint64_t spare, *calls = &spare;

        __attribute__((constructor)) static void set_up(void) {
            const char *path = getenv("ALLOCATION_COUNT");
            int file = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
            if (file < 0 || ftruncate(file, sizeof *calls) != 0) return;
            void *map = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
            if (map != MAP_FAILED) calls = map;
            close(file);
        }

        static void count(void) { __atomic_add_fetch(calls, 1, __ATOMIC_RELAXED); }

        void *malloc(size_t size) { count(); return __libc_malloc(size); }
        void *calloc(size_t number, size_t size) { count(); return __libc_calloc(number, size); }
        void *realloc(void *old, size_t size) { count(); return __libc_realloc(old, size); }
        void *memalign(size_t alignment, size_t size) { count(); return __libc_memalign(alignment, size); }
        void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

        int posix_memalign(void **result, size_t alignment, size_t size) {
            void *block = memalign(alignment, size);
            if (block) *result = block;
            return block ? 0 : ENOMEM;
        }

        """

    init() throws {
        directory = try TemporaryDirectory()
        let source = try directory.write("count.c", Self.source)
        // Of `malloc` a compiler knows so much that it may leave it out.
        let built = try Command("cc", ["-O2", "-fPIC", "-shared", "-fno-builtin", "-o", library, source])
        guard built.status == 0 else { throw TestFailure("the counting library: \(built.errors)") }
    }

    private var library: String { directory.path + "/count.so" }
    private var file: String { directory.path + "/count" }

    /// What a program is started with to be counted.
    var environment: [String] { ["LD_PRELOAD=\(library)", "ALLOCATION_COUNT=\(file)"] }

    /// Calls so far.
    func count() throws -> UInt64 {
        let bytes = try FileSystem.read(file, limit: 8)
        guard bytes.count == 8 else { throw TestFailure("nothing was counted") }
        // Written by the same machine, and so in its order.
        return bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
    }
}
