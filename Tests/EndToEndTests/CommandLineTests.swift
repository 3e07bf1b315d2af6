// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

/// What comes with the command line: completion for shells, and the manual page.
@Suite struct CommandLineTests {
    /// What each shell is asked to only parse a file with.
    static let shells = [
        (shell: "bash", parse: ["-n"]), (shell: "zsh", parse: ["-n"]), (shell: "fish", parse: ["--no-execute"]),
    ]

    @Test(arguments: shells)
    func completionIsMadeForEveryShellAndParses(shell: String, parse: [String]) throws {
        let made = try Command(try TestServer.binary(), ["--generate-completion-script", shell])
        #expect(made.status == 0 && made.errors.isEmpty)
        for word in ["serve", "doctor", "namespace", "listen", "full", "skip-confirmation", "redeploy"] {
            #expect(made.output.contains(word), "\(word)")
        }
        guard try Command("env", ["sh", "-c", "command -v \(shell)"]).status == 0 else {
            print("SKIPPED: \(shell) is not installed, its completion script is made and not parsed")
            return
        }
        let directory = try TemporaryDirectory()
        let parsed = try Command(shell, parse + [try directory.write("completion", made.output)])
        #expect(parsed.status == 0 && parsed.errors.isEmpty, "\(parsed.errors)")
    }

    @Test func bashCompletesCommandsAndOptions() throws {
        let directory = try TemporaryDirectory()
        let made = try Command(try TestServer.binary(), ["--generate-completion-script", "bash"])
        let script = try directory.write("completion", made.output)
        // As bash itself would call it behind the name of the program.
        let check = """
            source \(script)
            function="$(complete -p edge-router | sed -E 's/.*-F ([^ ]+).*/\\1/')"
            for words in "do" "doctor --f" "kv key g" "bots red"; do
                COMP_WORDS=(edge-router $words); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMP_LINE="edge-router $words"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
                "$function" edge-router "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                echo "${COMPREPLY[@]}"
            done
            """
        let run = try Command("bash", ["-c", check])
        #expect(
            run.output.split(separator: "\n").map { $0.trimmed } == ["doctor", "--full", "get", "redeploy"],
            "\(run.errors)")
    }

    @Test func theManualPageIsWhatTheCommandLineSays() throws {
        let run = try ProjectScript.run("man-page.py", ["--check"])
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func theManualPageIsCleanWhereSomethingCanTell() throws {
        let page = "\(ProjectScript.root)/docs/edge-router.1"
        guard try Command("env", ["sh", "-c", "command -v mandoc"]).status == 0 else {
            print("SKIPPED: mandoc is not installed, the manual page is not looked through")
            return
        }
        let run = try Command("mandoc", ["-T", "lint", "-W", "warning", page])
        #expect(run.status == 0 && run.output.isEmpty, "\(run.output)")
    }
}

extension Substring {
    /// Without the blanks around it.
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
