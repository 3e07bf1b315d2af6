// SPDX-License-Identifier: Apache-2.0

/// A template that a new store begins with.
public struct SeededTemplate: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// The keywords that it is for.
    public let keywords: [String]
    /// Its text.
    public let text: String

    /// What is stored with it, so that it is found by its keywords.
    public var metadata: JSONValue { .members(["keywords": .array(keywords.map { .string($0) })]) }

    /// All of them. The first is for what fits none of the others.
    public static let all: [SeededTemplate] = [
        SeededTemplate(
            name: "article",
            keywords: [],
            text: """
                title: {{topic}}: what you need to know
                description: {{topic}} explained: the basics, the first steps and the questions that people ask \
                most often.
                ---
                ## What {{topic}} is about

                {{#excerpt}}
                > {{excerpt}}

                {{/excerpt}}
                This article gives an overview of **{{keyphrase}}**{{#audience}} for {{audience}}{{/audience}}.

                ## The main points

                {{#keywords}}
                - {{.}}
                {{/keywords}}
                {{^keywords}}
                - {{topic}}
                {{/keywords}}

                ## How to go on

                Start with one of the points above, write down what you want to achieve with {{keyphrase}}, and \
                check the result after a week.

                """),
        SeededTemplate(
            name: "how-to",
            keywords: ["how to", "guide", "steps", "instructions", "tutorial", "tips", "learn", "diy"],
            text: """
                title: How to get {{topic}} right: a step-by-step guide
                description: A step-by-step guide to {{topic}}: what you need, how to do it, and which mistakes \
                to avoid.
                ---
                ## What you need

                {{#keywords}}
                - {{.}}
                {{/keywords}}
                {{^keywords}}
                - Some time for {{topic}}
                {{/keywords}}

                ## Step by step

                1. Decide what result you want from {{keyphrase}}.
                2. Gather what you need.
                3. Begin with the smallest part that can be finished.
                4. Check the result, and go on with the next part.

                ## Mistakes to avoid

                - Beginning without a plan
                - Doing everything at once
                - Not checking the result

                """),
        SeededTemplate(
            name: "comparison",
            keywords: ["vs", "versus", "compare", "comparison", "alternative", "alternatives", "difference", "better"],
            text: """
                title: {{topic}}: a comparison
                description: {{topic}} compared: what matters, where the differences are, and which choice fits \
                whom.
                ---
                ## What to compare

                | Question | Why it matters |
                | --- | --- |
                | Price | What does it cost over a year? |
                | Effort | How long until it works? |
                | Quality | What does the result look like? |

                ## The differences

                {{#keywords}}
                - **{{.}}**
                {{/keywords}}

                ## Which one fits

                If you are new to {{keyphrase}}, choose what is easiest to change later.

                """),
        SeededTemplate(
            name: "review",
            keywords: ["review", "test", "rating", "experience", "opinion", "pros", "cons"],
            text: """
                title: {{topic}}: a review
                description: Our review of {{topic}}: strengths, weaknesses and for whom it is worth it.
                ---
                ## At a glance

                {{#excerpt}}
                > {{excerpt}}

                {{/excerpt}}
                This is what stands out about {{keyphrase}}.

                ## Strengths

                {{#keywords}}
                - {{.}}
                {{/keywords}}

                ## Verdict

                {{topic}} is worth a look{{#audience}} for {{audience}}{{/audience}}.

                """),
        SeededTemplate(
            name: "product",
            keywords: ["price", "buy", "shop", "product", "order", "delivery", "offer", "discount", "sale"],
            text: """
                title: {{topic}}: features, price and how to order
                description: {{topic}} at a glance: features, price, delivery and the answers to common questions.
                ---
                ## What it offers

                {{#keywords}}
                - {{.}}
                {{/keywords}}

                ## Who it is for

                {{topic}} is made for {{#audience}}{{audience}}{{/audience}}{{^audience}}everyone who looks for \
                {{keyphrase}}{{/audience}}.

                ## How to order

                Get in touch, or order online.{{#profile.links}} [{{text}}]({{url}}){{/profile.links}}

                """),
        SeededTemplate(
            name: "local-business",
            keywords: [
                "opening hours", "near", "address", "city", "local", "restaurant", "hotel", "doctor", "dentist",
                "service",
            ],
            text: """
                title: {{topic}} near you
                description: {{topic}}: what we offer, where to find us and how to get in touch.
                ---
                ## What we offer

                {{#keywords}}
                - {{.}}
                {{/keywords}}

                ## How to find us

                Address, opening hours and directions are on our contact page.

                ## Get in touch

                Questions about {{keyphrase}}? Call or write to us.

                """),
        SeededTemplate(
            name: "faq",
            keywords: ["faq", "question", "questions", "answer", "answers", "help", "why", "what is"],
            text: """
                title: {{topic}}: questions and answers
                description: The most common questions about {{topic}}, answered in short.
                ---
                ## What is {{topic}}?

                {{#excerpt}}
                > {{excerpt}}
                {{/excerpt}}
                {{^excerpt}}
                A short answer: it is about {{keyphrase}}.
                {{/excerpt}}

                ## What belongs to it?

                {{#keywords}}
                - {{.}}
                {{/keywords}}

                ## Where do I begin?

                Begin with the question that matters most to you.

                """),
        SeededTemplate(
            name: "news",
            keywords: ["announce", "announces", "launch", "new", "release", "today", "update", "event", "press"],
            text: """
                title: {{topic}}: what is new
                description: {{topic}}: what has changed, what it means and what comes next.
                ---
                ## What has happened

                {{#excerpt}}
                {{excerpt}}
                {{/excerpt}}
                {{^excerpt}}
                There is news about {{keyphrase}}.
                {{/excerpt}}

                ## What it means

                {{#keywords}}
                - {{.}}
                {{/keywords}}

                ## What comes next

                We keep this page up to date.

                """),
        SeededTemplate(
            name: "recipe",
            keywords: ["recipe", "cook", "bake", "oven", "flour", "sugar", "ingredients", "minutes"],
            text: """
                title: {{topic}}: the recipe
                description: {{topic}} made at home: ingredients, steps and tips.
                ---
                ## Ingredients

                {{#keywords}}
                - {{.}}
                {{/keywords}}

                ## Steps

                1. Prepare everything.
                2. Follow the order of the ingredients.
                3. Taste, and adjust.

                ## Tips

                {{topic}} keeps for a day or two if it is covered.

                """),
    ]
}
