// SPDX-License-Identifier: Apache-2.0

extension HTMLDoctype {
    /// The mode a page with this doctype is shown in, if not the standard one (13.2.6.4.1).
    var quirks: String? {
        let publicID = (publicIdentifier ?? []).map(\.lowercased)
        let systemID = systemIdentifier?.map(\.lowercased)
        let begins = { (prefixes: [String]) in prefixes.contains { publicID.starts(with: $0.utf8) } }
        let isOld =
            forcesQuirks || name != Array("html".utf8) || begins(HTMLDoctype.quirkPrefixes)
            || HTMLDoctype.quirkIdentifiers.contains { publicID.elementsEqual($0.utf8) }
            || systemID == Array("http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd".utf8)
        if isOld { return "quirks mode" }
        if begins(HTMLDoctype.html4Prefixes) { return systemID == nil ? "quirks mode" : "limited-quirks mode" }
        return begins(HTMLDoctype.xhtmlPrefixes) ? "limited-quirks mode" : nil
    }

    private static let quirkIdentifiers = [
        "-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html",
    ]
    private static let html4Prefixes = [
        "-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//",
    ]
    private static let xhtmlPrefixes = [
        "-//w3c//dtd xhtml 1.0 frameset//", "-//w3c//dtd xhtml 1.0 transitional//",
    ]
    private static let quirkPrefixes = [
        "+//silmaril//dtd html pro v0r11 19970101//", "-//as//dtd html 3.0 aswedit + extensions//",
        "-//advasoft ltd//dtd html 3.0 aswedit + extensions//", "-//ietf//dtd html", "-//metrius//dtd metrius",
        "-//microsoft//dtd internet explorer", "-//netscape comm. corp.//dtd", "-//o'reilly and associates//dtd html",
        "-//softquad", "-//spyglass//dtd html 2.0 extended//", "-//sq//dtd html 2.0 hotmetal + extensions//",
        "-//sun microsystems corp.//dtd hotjava", "-//w3c//dtd html 3", "-//w3c//dtd html 4.0 frameset//",
        "-//w3c//dtd html 4.0 transitional//", "-//w3c//dtd html experimental", "-//w3c//dtd w3 html 3.0//",
        "-//w3o//dtd w3 html 3.0//", "-//webtechs//dtd mozilla html",
    ]
}
