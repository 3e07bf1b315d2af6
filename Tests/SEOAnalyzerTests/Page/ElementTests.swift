// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct ElementTests {
    @Test(arguments: Element.allCases.filter { $0 != .other })
    func everyElementIsFoundByItsName(element: Element) {
        #expect(ElementNames.shared.element(element.rawValue.utf8Span.span) == element)
    }

    @Test(arguments: ["", "x", "xx-element", "h7", "diva", "scriptscript", "xxxxxxblockquote"])
    func otherNamesAreOther(name: String) {
        #expect(ElementNames.shared.element(name.utf8Span.span) == .other)
    }
}
