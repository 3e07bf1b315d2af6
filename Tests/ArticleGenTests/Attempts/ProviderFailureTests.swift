// SPDX-License-Identifier: Apache-2.0

import Outbound
import Testing

@testable import ArticleGen

@Suite struct ProviderFailureTests {
    private func failure(_ status: Int, _ body: String = "", _ fields: [OutboundField] = []) -> ProviderFailure {
        ProviderFailure("p", status: status, fields: fields, body: Array(body.utf8))
    }

    @Test(arguments: [
        (400, ProviderFailure.Kind.request, 400), (413, .request, 413), (422, .request, 422), (404, .unknownModel, 404),
        (401, .unusable, 502), (403, .unusable, 502), (402, .unusable, 503), (408, .passing, 502),
        (409, .passing, 502), (429, .passing, 429), (500, .passing, 502), (503, .passing, 503), (529, .passing, 503),
        (302, .passing, 502),
    ])
    func `a status says what is to be done, and what the client is told`(
        status: Int, kind: ProviderFailure.Kind, told: Int
    ) {
        let failure = failure(status)
        #expect(failure.kind == kind)
        #expect(failure.error.status == told)
    }

    @Test(arguments: [
        #"{"error":{"code":"insufficient_quota","message":"x"}}"#,
        #"{"error":{"type":"insufficient_quota","message":"x"}}"#,
        #"{"error":{"type":"rate_limit_error","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
    ])
    func `a spent quota is not tried again`(body: String) { #expect(failure(429, body).kind == .unusable) }

    @Test func `what is wrong with the request is told in the provider's own words`() {
        let body = #"{"error":{"message":"too long","type":"invalid_request_error","param":"messages","code":400}}"#
        let failure = failure(400, body)
        #expect(failure.error.body == Array(body.utf8))
        #expect(failure.error.param == "messages")
        #expect(String(decoding: self.failure(400, "<html>").error.body, as: UTF8.self).contains("status 400"))
    }

    @Test func `the router's key is not told, nor what a provider says about it`() {
        let failure = failure(401, #"{"error":{"message":"Incorrect API key provided: sk-abc"}}"#)
        #expect(!String(decoding: failure.error.body, as: UTF8.self).contains("sk-abc"))
    }

    @Test func `a provider says how long to wait, and whether to try again`() {
        #expect(failure(429, "", [OutboundField("Retry-After", "7")]).wait == 7000)
        #expect(
            failure(429, "", [OutboundField("retry-after-ms", "250"), OutboundField("Retry-After", "7")]).wait == 250)
        #expect(failure(429, "", [OutboundField("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")]).wait == nil)
        #expect(failure(429, "", [OutboundField("Retry-After", "-5")]).wait == nil)
        #expect(failure(429, "", [OutboundField("Retry-After", "1e300")]).wait == nil)
        #expect(failure(500, "", [OutboundField("x-should-retry", "false")]).kind == .request)
        #expect(failure(400, "", [OutboundField("x-should-retry", "true")]).kind == .passing)
    }

    @Test(arguments: [
        (#"{"type":"overloaded_error","message":"x"}"#, ProviderFailure.Kind.passing, 503),
        (#"{"code":429,"message":"x"}"#, .passing, 429), (#"{"type":"invalid_request_error"}"#, .request, 400),
        (#"{"message":"x"}"#, .passing, 502), (#"{"code":"insufficient_quota"}"#, .unusable, 503),
        ("{}", .passing, 502),
    ])
    func `a failure in a stream is understood`(text: String, kind: ProviderFailure.Kind, status: Int) throws {
        let failure = ProviderFailure("p", inStream: try #require(JSONValue(text)))
        #expect(failure.kind == kind)
        #expect(failure.error.status == status)
    }

    @Test func `a long text is cut`() {
        let text = String(repeating: "a", count: 1_000_000)
        #expect(failure(500, #"{"error":{"message":"\#(text)"}}"#).error.message.utf8.count < 3000)
    }
}
