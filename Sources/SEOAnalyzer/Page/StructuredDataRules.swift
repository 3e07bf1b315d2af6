// SPDX-License-Identifier: Apache-2.0

/// Properties without which a thing is not shown as what it is (developers.google.com/search/docs/appearance/
/// structured-data, "required properties" of each kind).
enum StructuredDataRules {
    /// Properties of a thing that are looked at; no type of schema.org has as many.
    static let knownProperties = 256

    /// The name of a type, which may be given as an address.
    static func name(ofType type: [UInt8]) -> [UInt8] {
        let first = type.split(whereSeparator: \.isWhitespace).first ?? type[...]
        guard let slash = first.lastIndex(where: { $0 == ASCII.slash || $0 == ASCII.hash }) else { return Array(first) }
        let name = first[(slash + 1)...]
        return Array(name.isEmpty ? first : name)
    }

    /// What a thing of a type lacks.
    static func problems(type: [UInt8], properties: [[UInt8]]) -> [String] {
        guard let rules = required[String(decoding: type, as: UTF8.self)] else { return [] }
        let names = Set(properties.map { String(decoding: $0, as: UTF8.self) })
        return rules.split(separator: " ").compactMap { rule in
            let choices = rule.split(separator: "|").map(String.init)
            guard !choices.contains(where: names.contains) else { return nil }
            return choices.count == 1
                ? "\(choices[0]) is missing" : "one of \(choices.joined(separator: ", ")) is missing"
        }
    }

    /// Required properties by type, separated by spaces; one of those joined by a bar will do.
    private static let required: [String: String] = {
        var all = [
            "AggregateRating": "ratingValue ratingCount|reviewCount",
            "Book": "name author",
            "BreadcrumbList": "itemListElement",
            "Clip": "name startOffset url",
            "Course": "name description",
            "Dataset": "name description",
            "DiscussionForumPosting": "author datePublished text|image|video|sharedContent",
            "EmployerAggregateRating": "itemReviewed ratingValue ratingCount|reviewCount",
            "Event": "name startDate location",
            "FAQPage": "mainEntity",
            "HowTo": "name step",
            "ImageObject": "contentUrl",
            "ItemList": "itemListElement",
            "JobPosting": "title description datePosted hiringOrganization jobLocation|applicantLocationRequirements",
            "LocalBusiness": "name address",
            "Movie": "name image",
            "Product": "name review|aggregateRating|offers",
            "ProfilePage": "mainEntity",
            "QAPage": "mainEntity",
            "Quiz": "about hasPart",
            "Recipe": "name image",
            "Review": "author reviewRating itemReviewed",
            "SoftwareApplication": "name offers aggregateRating|review",
            "VacationRental": "name identifier image containsPlace latitude|geo",
            "VideoObject": "name thumbnailUrl uploadDate",
        ]
        for type in ["Restaurant", "Store", "Hotel", "Dentist", "LegalService", "MedicalBusiness"] {
            all[type] = all["LocalBusiness"]
        }
        for type in ["MusicEvent", "SportsEvent", "BusinessEvent", "EducationEvent", "TheaterEvent", "Festival"] {
            all[type] = all["Event"]
        }
        for type in ["MobileApplication", "WebApplication", "VideoGame"] { all[type] = all["SoftwareApplication"] }
        return all
    }()
}
