// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct ChildProcessTests {
    /// What a shell script wrote, to its two streams, and its status.
    private func run(_ script: String, _ act: (ChildProcess) -> Void = { _ in }) throws -> (String, String, Int) {
        let loop = try EventLoop()
        var bytes: [Bool: [UInt8]] = [:]
        var status: Int?
        let program = Program(
            command: ["sh", "-c", script], environment: ["PATH": "/usr/bin:/bin", "GREETING": "a b"])
        let child = try ChildProcess.start(program, on: loop) {
            bytes[$1, default: []] += $0
        } exited: {
            status = $0
        }
        loop.turn(until: { status != nil || bytes[false] != nil })
        act(child)
        loop.turn(until: { status != nil })
        let text = [false, true].map { String(decoding: bytes[$0] ?? [], as: UTF8.self) }
        return (text[0], text[1], try #require(status))
    }

    @Test func `what it writes, its environment and its status are handed on`() throws {
        let (out, errors, status) = try run("echo $GREETING; echo oops >&2; exit 3")
        #expect(out == "a b\n" && errors == "oops\n" && status == 3)
    }

    @Test func `it leads a group, has no core files and nothing to read`() throws {
        let (out, _, _) = try run("[ $(cut -d' ' -f5 /proc/$$/stat) = $$ ] && ulimit -c; cat")
        #expect(out == "0\n")
    }

    @Test func `a signal ends it with its number`() throws {
        #expect(try run("echo; sleep 60") { $0.signal(.terminate) }.2 == 143)
        #expect(try run("trap '' TERM; echo; sleep 60") { $0.signal(.kill) }.2 == 137)
    }

    @Test func `what it leaves in its group ends with it`() throws {
        let (out, _, _) = try run("sleep 600 & echo $!")
        let pid = try #require(out.split(separator: "\n").first)
        // Killed, and gone as soon as whoever adopted it has looked.
        for _ in 0..<500 where FileSystem.exists("/proc/\(pid)") { ProcessFacts.pause(milliseconds: 10) }
        #expect(!FileSystem.exists("/proc/\(pid)"))
    }

    @Test(arguments: ["/nonexistent/program", "no-such-program-anywhere"])
    func `a program that is not there is an error`(name: String) throws {
        let loop = try EventLoop()
        do throws(SystemError) {
            _ = try ChildProcess.start(Program(command: [name], environment: [:]), on: loop) { _, _ in
            } exited: { _ in
            }
            Issue.record("started")
        } catch {
            #expect(error.isNotFound)
        }
    }
}
