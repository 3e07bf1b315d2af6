// SPDX-License-Identifier: Apache-2.0

/// Every source file has a test file of its own, so that one knows where to look and what has none.
enum MirrorRules {
    /// Source files without a mirror, each with the reason. An entry that is no longer needed is a violation too.
    static let exceptions: [String: String] = [
        "Sources/ArticleGen/Gateway/Gateway.swift": "GatewayTests and GatewayBudgetTests ask a running server",
        "Sources/ArticleGen/Gateway/GatewayCall.swift": "GatewayTests and GatewayBudgetTests ask a running server",
        "Sources/ArticleGen/Gateway/GatewayPorts.swift": "types and fields only; LLMStoreTests, GatewayTests",
        "Sources/ArticleGen/Limits/ClientLimits.swift": "fields only; ClientAccountTests",
        "Sources/ContainerPool/BotSpecification.swift":
            "types and fields only; PoolMachineTests and AddressEngineTests use all of them",
        "Sources/ContainerPool/Docker/ContainerAnswers.swift":
            "types and fields; DockerEngineTests and ContainmentTests read them from engines of two ages",
        "Sources/ContainerPool/Docker/EngineAnswers.swift":
            "types and fields; DockerEngineTests and ContainmentTests read them from engines of two ages",
        "Sources/ContainerPool/Docker/ContainerLabels.swift":
            "CreateBodyTests",
        "Sources/ContainerPool/Docker/ContextUpload.swift":
            "EngineConformanceTests build their image through it",
        "Sources/ContainerPool/Docker/DockerClient.swift":
            "DockerEngineTests: failures, pieces, silence",
        "Sources/ContainerPool/Docker/DockerImages.swift":
            "DockerEngineTests and ContainmentTests: pulls and builds",
        "Sources/ContainerPool/Docker/DockerInstance.swift":
            "fields; EngineConformanceTests",
        "Sources/ContainerPool/Docker/DockerLimits.swift":
            "numbers alone",
        "Sources/ContainerPool/Docker/DockerLink.swift":
            "DockerEngineTests: away, hung, back, events",
        "Sources/ContainerPool/Docker/DockerNetworks.swift":
            "DockerEngineTests and ContainmentTests",
        "Sources/ContainerPool/Docker/DockerRequest.swift":
            "DockerEngineTests see its calls",
        "Sources/ContainerPool/Docker/TarHeader.swift":
            "BuildContextTests unpack it with tar",
        "Sources/ContainerPool/Process/ProcessEngine.swift": "EngineConformanceTests",
        "Sources/ContainerPool/Process/ProcessEngine+Operator.swift": "EngineConformanceTests",
        "Sources/ContainerPool/InstanceUsage.swift": "fields only; EngineConformanceTests",
        "Sources/ContainerPool/LogReading.swift": "fields only; EngineConformanceTests",
        "Sources/ContainerPool/Endpoint.swift":
            "types and fields only; PoolMachineTests and EndpointViewTests use all of them",
        "Sources/ContainerPool/Engine.swift":
            "types and fields only; PoolMachineTests and AddressEngineTests use all of them",
        "Sources/ContainerPool/EngineVerb.swift":
            "the engine's calls as values; ContainerPoolTests has an engine perform them",
        "Sources/ContainerPool/InstanceMachine.swift":
            "what PoolMachine keeps of a life; its tests and PoolModelTests move it through every state",
        "Sources/ContainerPool/PoolAction.swift":
            "cases and fields only; PoolMachineTests reads every action",
        "Sources/ContainerPool/PoolMessage.swift":
            "cases only; ContainerPoolTests and PoolModelTests pass each on",
        "Sources/ContainerPool/PoolSnapshot.swift":
            "PoolMachineCommandsTests",
        "Sources/ContainerPool/Service.swift":
            "what PoolMachine keeps of a service; PoolMachineTests and PoolModelTests",
        "Sources/ContainerPool/ServiceKey.swift":
            "fields only",
        "Sources/EdgeRouter/Handlers/Exchange+Keys.swift": "UsageTests asks a running server in every way",
        "Sources/ArticleGen/Articles/Articles.swift": "ArticlesTests ask a running server",
        "Sources/ArticleGen/Articles/ArticleChecker.swift": "fields only; ArticleReviewerTests",
        "Sources/ArticleGen/Templates/SeededTemplate.swift": "texts only; ArticleTemplateTests render each",
        "Sources/EdgeRouter/LLM/SharedTemplates.swift": "ArticlesTests ask a running server",
        "Sources/ArticleGen/Chat/Conversations.swift": "ChatTests ask a running server",
        "Sources/ArticleGen/ClientStore.swift": "fields only; ClientDocumentsTests",
        "Sources/EdgeRouter/LLM/ChatHandler.swift": "ChatTests ask a running server",
        "Sources/EdgeRouter/LLM/DocumentList.swift": "ChatTests ask a running server",
        "Sources/EdgeRouter/LLM/LLMRemoval.swift": "GatewayBudgetTests purge a client",
        "Sources/EdgeRouter/LLM/ModelTask.swift": "ChatTests ask a running server",
        "Sources/EdgeRouter/LLM/ChatCompletionsHandler.swift": "GatewayTests ask a running server",
        "Sources/EdgeRouter/LLM/GatewayPipe.swift": "GatewayTests ask a running server",
        "Sources/EdgeRouter/LLM/GatewayResponse.swift": "GatewayTests ask a running server",
        "Sources/EdgeRouter/Bots/BotControl+Operator.swift": "BotTests asks a running server",
        "Sources/EdgeRouter/Bots/BotControl.swift": "BotTests has a running server start, steer and end bots",
        "Sources/EdgeRouter/Bots/Configuration+Bots.swift": "DataPlaneTablesTests and StartConditionsTests",
        "Sources/EdgeRouter/BotsAdmin/BotLogPipe.swift": "BotTests asks a running server",
        "Sources/EdgeRouter/BotsAdmin/BotLogSource.swift": "BotTests asks a running server",
        "Sources/EdgeRouter/BotsCommand/BotsCommand.swift": "cases only; BotsCommandTests use them",
        "Sources/EdgeRouter/BotsCommand/BotsCommandRun.swift": "BotsCommandTests run the program",
        "Sources/EdgeRouter/BotsAdmin/BotsHandler.swift": "BotTests asks a running server",
        "Sources/EdgeRouter/BotAPI/AlarmHandler.swift": "Worker+BotsTests",
        "Sources/EdgeRouter/BotAPI/BotListenerHealth.swift": "BotListenersTests",
        "Sources/EdgeRouter/BotAPI/BotRights.swift": "fields only; Worker+BotsTests and Worker+EgressTests use all",
        "Sources/EdgeRouter/BotAPI/BotServices.swift": "fields only",
        "Sources/EdgeRouter/BotAPI/BotSpaceRemoval.swift": "Worker+BotsTests",
        "Sources/EdgeRouter/Limits/LimitLender.swift": "hands over to LimitLedger, which has tests; LimitTests",
        "Sources/EdgeRouter/Observability/BotMetrics.swift": "fields only; MetricsReportTests",
        "Sources/EdgeRouter/Observability/MetricsScraper.swift":
            "hands over to Scrapes and MetricsReport, which have tests of their own; ObservabilityTests",
        "Sources/EdgeRouter/BotAPI/ControlPlane+Bots.swift":
            "hands over to BotCalls and BotListeners, which have tests of their own; EndToEndTests",
        "Sources/EdgeRouter/BotAPI/Egress.swift": "fields only",
        "Sources/EdgeRouter/BotAPI/StateHandler.swift": "Worker+BotsTests",
        "Sources/EdgeRouter/ClientsAdmin/ClientRemoval.swift": "EndToEndTests/ClientsAdminTests",
        "Sources/EdgeRouter/ClientsAdmin/ClientsHandler.swift": "EndToEndTests/ClientsAdminTests",
        "Sources/EdgeRouter/ClientsAdmin/TokensHandler.swift": "EndToEndTests/ClientsAdminTests and TokenModeTests",
        "Sources/EdgeRouter/CloudflareAPI/ClientAccess.swift": "EndToEndTests/TokenModeTests",
        "Sources/EdgeRouter/Identity/SystemNamespaces.swift": "names alone",
        "Sources/EdgeRouter/ClientsCommand/ClientsCommand.swift": "EndToEndTests/ClientsCommandTests",
        "Sources/EdgeRouter/ClientsCommand/ClientsCommandRun.swift": "EndToEndTests/ClientsCommandTests",
        "Sources/EdgeRouter/CloudflareAPI/AccountHandler.swift":
            "CloudflareAPITests; EndToEndTests/CloudflareSDKTests",
        "Sources/EdgeRouter/CloudflareAPI/BulkGetHandler.swift":
            "CloudflareAPITests; EndToEndTests/CloudflareSDKTests and CloudflareBadInputTests",
        "Sources/EdgeRouter/CloudflareAPI/FormUpload.swift":
            "EndToEndTests/CloudflareSDKTests for values of every size, CloudflareBadInputTests for forms that fail",
        "Sources/EdgeRouter/CloudflareAPI/KeyHandler.swift":
            "CloudflareAPITests; EndToEndTests/CloudflareSDKTests and CloudflareBadInputTests",
        "Sources/EdgeRouter/CloudflareAPI/NamespaceHandler.swift":
            "CloudflareAPITests; EndToEndTests/CloudflareSDKTests and CloudflareBadInputTests",
        "Sources/EdgeRouter/CloudflareAPI/ValueHandler.swift":
            "CloudflareAPITests; EndToEndTests/CloudflareSDKTests and CloudflareBadInputTests",
        "Sources/EdgeRouter/Configuration/ClientConfiguration.swift":
            "fields and defaults; BotConfigurationTests and ConfigurationLoadingTests read every key into them",
        "Sources/EdgeRouter/Configuration/Configuration+Loading.swift":
            "ConfigurationLoadingTests loads every key through it",
        "Sources/EdgeRouter/Configuration/Configuration.swift":
            "fields and defaults; BotConfigurationTests and ConfigurationLoadingTests read every key into them",
        "Sources/EdgeRouter/Configuration/ConfigurationLoader+Bindings.swift":
            "ConfigurationLoadingTests loads every key through it, ConfigurationErrorTests every mistake",
        "Sources/EdgeRouter/Configuration/ConfigurationLoader+Bots.swift":
            "BotConfigurationTests",
        "Sources/EdgeRouter/Configuration/ConfigurationLoader+Edge.swift":
            "ConfigurationLoadingTests loads every key through it, ConfigurationErrorTests every mistake",
        "Sources/EdgeRouter/Configuration/ConfigurationLoader+LLM.swift":
            "ConfigurationLoadingTests loads every key through it, ConfigurationErrorTests every mistake",
        "Sources/EdgeRouter/Configuration/ConfigurationLoader+Routes.swift":
            "RouteConfigurationTests",
        "Sources/EdgeRouter/Configuration/ConfigurationLoader.swift":
            "ConfigurationLoadingTests loads every key through it, ConfigurationErrorTests every mistake",
        "Sources/EdgeRouter/Configuration/ConfigurationValue.swift":
            "ConfigurationSourceTests reads both languages through it, ConfigurationFuzzTests damages them",
        "Sources/EdgeRouter/Configuration/JSONOutline.swift":
            "ConfigurationSourceTests reads both languages through it, ConfigurationFuzzTests damages them",
        "Sources/EdgeRouter/Configuration/JSONSource.swift":
            "ConfigurationSourceTests reads both languages through it, ConfigurationFuzzTests damages them",
        "Sources/EdgeRouter/Configuration/LLMConfiguration.swift":
            "fields and defaults; BotConfigurationTests and ConfigurationLoadingTests read every key into them",
        "Sources/EdgeRouter/Configuration/NetworkAddress.swift":
            "ConfigurationSyntaxTests and RouteConfigurationTests",
        "Sources/EdgeRouter/Configuration/TOMLCursor.swift":
            "ConfigurationSourceTests reads both languages through it, ConfigurationFuzzTests damages them",
        "Sources/EdgeRouter/Configuration/TOMLOutline.swift":
            "ConfigurationSourceTests reads both languages through it, ConfigurationFuzzTests damages them",
        "Sources/EdgeRouter/Configuration/TOMLSource.swift":
            "ConfigurationSourceTests reads both languages through it, ConfigurationFuzzTests damages them",
        "Sources/EdgeRouter/Configuration/TableReader.swift":
            "ConfigurationErrorTests: types, unknown keys and their lines",
        "Sources/EdgeRouter/Control/BackgroundService.swift":
            "a thread and its queue; WorkerTests analyses a page through it, EndToEndTests/AnalyzeTests many",
        "Sources/EdgeRouter/Control/ChangeFeed.swift":
            "between the store's thread and the loops; EndToEndTests/KVWatchTests",
        "Sources/EdgeRouter/Control/ControlPlane.swift":
            "signals and other threads; EndToEndTests/DrainTests, ReloadTests and ObservabilityTests",
        "Sources/EdgeRouter/Control/Listener.swift":
            "accepting and draining need sockets of a running program; EndToEndTests/ConnectionTests and DrainTests",
        "Sources/EdgeRouter/Control/Server.swift":
            "the composition root; EndToEndTests/StartTests",
        "Sources/EdgeRouter/Control/Services.swift":
            "fields only",
        "Sources/EdgeRouter/Control/StoreService.swift":
            "a queue and a thread around StoreThread; WorkerTests writes through it, KVDurabilityTests kills it",
        "Sources/EdgeRouter/Control/WorkerMessage.swift":
            "cases only",
        "Sources/EdgeRouter/Doctor/Doctor.swift":
            "puts the checks together, each with tests of its own; EndToEndTests/DoctorTests",
        "Sources/EdgeRouter/HTTP/ClientConnection+Endings.swift":
            "the shell around ServerMachine; EndToEndTests/HostileClientTests and DrainTests",
        "Sources/EdgeRouter/HTTP/ClientConnection+Reading.swift":
            "the shell around ServerMachine; EndToEndTests/MalformedRequestTests and HostileClientTests",
        "Sources/EdgeRouter/HTTP/ClientConnection+Responding.swift":
            "ResponsePlan has tests of its own; EndToEndTests/ConnectionTests and EarlyAnswerTests read what it writes",
        "Sources/EdgeRouter/HTTP/ClientConnection+Writing.swift":
            "the shell around ServerMachine; EndToEndTests/EarlyAnswerTests and ConnectionTests",
        "Sources/EdgeRouter/HTTP/ClientConnection.swift":
            "the shell around ServerMachine; WorkerTests, EndToEndTests/ConnectionTests",
        "Sources/EdgeRouter/HTTP/Timeouts.swift":
            "constants only; ConnectionDeadlinesTests holds the deadlines made of them",
        "Sources/EdgeRouter/HTTP/Exchange.swift":
            "what it holds is tested with those who use it: WorkerTests, ResponderTests and all end-to-end tests",
        "Sources/EdgeRouter/HTTP/Fragment.swift":
            "constants only; AccessLogTests, ServerTimingTests and WorkerTests read what is made of them",
        "Sources/EdgeRouter/Handlers/AnalyzeHandler.swift":
            "WorkerTests for the way there and back, EndToEndTests/AnalyzeTests for every form of request",
        "Sources/EdgeRouter/Handlers/AnalyzeRequest.swift":
            "EndToEndTests/AnalyzeTests for every form of request, WorkerTests for templates",
        "Sources/EdgeRouter/Handlers/HealthHandler.swift":
            "WorkerTests; EndToEndTests/StartTests and DrainTests for readiness",
        "Sources/EdgeRouter/Handlers/KVHandler.swift":
            "WorkerTests; EndToEndTests/KVTests and KVKeyTests hold it to the contract",
        "Sources/EdgeRouter/Handlers/KVListHandler.swift":
            "WorkerTests; EndToEndTests/KVTests and KVKeyTests hold it to the contract",
        "Sources/EdgeRouter/Handlers/KVWatch.swift":
            "EndToEndTests/KVWatchTests",
        "Sources/EdgeRouter/Handlers/KVWatches.swift":
            "EndToEndTests/KVWatchTests: all are told, in order, the slow are cut off",
        "Sources/EdgeRouter/Handlers/ValueUpload.swift":
            "EndToEndTests/KVLargeValueTests",
        "Sources/EdgeRouter/KVAdmin/KVAdminHandler.swift":
            "threads and a store behind it; EndToEndTests/KVStoreCommandTests asks for each of its paths",
        "Sources/EdgeRouter/KVAdmin/KVExport.swift":
            "KVRecord has tests of its own; EndToEndTests/KVStoreCommandTests compares whole exports",
        "Sources/EdgeRouter/KVAdmin/KVImport.swift":
            "the shell around KVImportBatch; EndToEndTests/KVStoreCommandTests imports through it",
        "Sources/EdgeRouter/KVCommand/AdminClient.swift":
            "needs a server to talk to; EndToEndTests/KVCommandTests and KVStoreCommandTests",
        "Sources/EdgeRouter/KVCommand/CommandFailure.swift":
            "fields only",
        "Sources/EdgeRouter/KVCommand/Console.swift":
            "writes to standard output and error; EndToEndTests/KVCommandTests read them",
        "Sources/EdgeRouter/KVCommand/EmbeddedServer.swift":
            "threads and a socket; EndToEndTests/KVCommandTests runs each verb on it",
        "Sources/EdgeRouter/KVCommand/KVCommand.swift":
            "cases and fields only; EndToEndTests/KVCommandTests",
        "Sources/EdgeRouter/KVCommand/PrintedList.swift":
            "EndToEndTests/KVCommandTests parse the lists it prints",
        "Sources/EdgeRouter/Limits/LimitAccount.swift":
            "what LimitLedger keeps of a client; LimitLedgerTests and LimitModelTests",
        "Sources/EdgeRouter/Limits/LimitLoan.swift":
            "fields only",
        "Sources/EdgeRouter/Handlers/LogLevelHandler.swift": "EndToEndTests/LogLevelTests",
        "Sources/EdgeRouter/Usage/UsageBook.swift": "EndToEndTests/UsageTests",
        "Sources/EdgeRouter/Usage/UsageHandler.swift": "EndToEndTests/UsageTests",
        "Sources/EdgeRouter/Usage/UsageReader.swift": "EndToEndTests/UsageTests: what a restart counts on from",
        "Sources/EdgeRouter/Observability/BuildInfo.swift": "a constant",
        "Sources/EdgeRouter/Observability/MetricsText.swift": "MetricsReportTests holds each line to the format",
        "Sources/EdgeRouter/Observability/StoreFacts.swift": "EndToEndTests/ObservabilityTests",
        "Sources/EdgeRouter/Observability/ConsoleLog.swift":
            "writes to standard error; EndToEndTests/ReloadTests and DrainTests read it there",
        "Sources/EdgeRouter/Proxy/Forwarding.swift":
            "fields only",
        "Sources/EdgeRouter/Proxy/UpstreamConnection+Request.swift":
            "needs a bot to talk to; EndToEndTests/ProxyForwardingTests and ProxyStreamingTests",
        "Sources/EdgeRouter/Proxy/UpstreamConnection+Response.swift":
            "needs a bot to talk to; EndToEndTests/ProxyResponseTests, ProxyDesyncTests and ProxyStreamingTests",
        "Sources/EdgeRouter/Proxy/UpstreamConnection+Tunnel.swift":
            "needs a bot to talk to; EndToEndTests/WebSocketTests",
        "Sources/EdgeRouter/Proxy/UpstreamConnection.swift":
            "needs a bot to talk to; EndToEndTests/ProxyForwardingTests and ProxyFaultTests",
        "Sources/EventLoop/EventSource.swift":
            "EventLoopTests subclasses it throughout; it has no code of its own",
        "Sources/EventLoop/Poller.swift":
            "EventLoopTests sees every readiness through it",
        "Sources/HTTPCore/HTTPLimits.swift":
            "constants only; HeadParserTests and ChunkedDecoderTests go to each limit",
        "Sources/KVStore/KVByteLimit.swift":
            "fields only; KVWriterTests and KVTransactionTests",
        "Sources/KVStore/KVEntry.swift":
            "fields only; KVReaderTests",
        "Sources/KVStore/KVExpired.swift":
            "fields only; KVStoreContractTests sweeps",
        "Sources/KVStore/KVLimits.swift":
            "constants only; KVStoreContractTests goes to each limit",
        "Sources/KVStore/KVMutation.swift":
            "cases only; KVWriterTests and KVStoreContractTests apply each",
        "Sources/KVStore/KVOptions.swift":
            "fields only; KVStoreTests opens with them",
        "Sources/KVStore/KVPage.swift":
            "fields only; KVReaderTests lists pages",
        "Sources/KVStore/KVValue.swift":
            "cases only; KVValueFileTests puts each",
        "Sources/KVStore/SQLite/EntryRows.swift":
            "SQL behind KVReader and KVWriter; KVStoreContractTests",
        "Sources/KVStore/SQLite/NamespaceRows.swift":
            "SQL behind KVWriter; KVNamespaceInfoTests and KVStoreContractTests",
        "Sources/KVStore/SQLite/ValueFileRows.swift":
            "SQL behind KVWriter; KVValueFileTests",
        "Sources/KVStore/Values/DirectoryScan.swift":
            "KVValueWriterTests and KVValueFileTests have leftovers found through it",
        "Sources/KVStore/Values/File.swift":
            "system calls behind KVValueWriter and KVValueReader, whose tests make them",
        "Sources/KVStore/Values/ValueDirectory.swift":
            "KVValueWriterTests and KVValueFileTests: who removes which file, and when",
        "Sources/KVStore/Tools/BackupFile.swift":
            "KVBackupTests writes and reads one",
        "Sources/KVStore/Tools/Verifier.swift":
            "KVVerificationTests has it find each kind of fault",
        "Sources/Outbound/Inbox.swift":
            "OutboundClientTests admit, refuse, close and come back through it",
        "Sources/Outbound/MultiLoop.swift":
            "the shell around libcurl; OutboundClientTests and OutboundTransferTests",
        "Sources/Outbound/OutboundLimits.swift":
            "constants only; OutboundClientTests, OutboundRequestTests and RequestCheckTests go to them",
        "Sources/Outbound/Transfer+Callbacks.swift":
            "called by libcurl alone; OutboundRequestTests, OutboundResponseTests and OutboundTransferTests",
        "Sources/Outbound/Transfer+Ending.swift":
            "called by libcurl's results alone; OutboundErrorTests and OutboundDeadlinesTests",
        "Sources/Outbound/Transfer+Options.swift":
            "told to libcurl alone; OutboundClientTests see on the wire what comes of it",
        "Sources/Outbound/Transfer.swift":
            "needs a server to talk to; OutboundTransferTests",
        "Sources/SEOAnalyzer/Audits/AnchorRules.swift": "SEOAuditsTests",
        "Sources/SEOAnalyzer/Audits/Audit.swift": "SEOAuditsTests",
        "Sources/SEOAnalyzer/Audits/AuditContext.swift": "SEOAuditsTests",
        "Sources/SEOAnalyzer/Audits/CanonicalAudit.swift": "SEOAuditsTests",
        "Sources/SEOAnalyzer/Audits/CrawlerDirectives.swift": "SEOAuditsTests",
        "Sources/SEOAnalyzer/Audits/LinkHeader.swift": "SEOAuditsTests",
        "Sources/SEOAnalyzer/Audits/PracticeAudits.swift": "SEOAuditsTests",
        "Sources/SEOAnalyzer/Audits/RobotsPattern.swift": "RobotsTextTests",
        "Sources/SEOAnalyzer/Audits/RobotsTextProblems.swift": "RobotsTextTests",
        "Sources/SEOAnalyzer/Audits/WrittenDate.swift": "SEOAuditsTests",
        "Sources/SEOAnalyzer/HTTPResponseFacts.swift": "fields only; SEOAuditsTests",
        "Sources/SEOAnalyzer/Keywords/FocusAssessment.swift": "FocusKeyphraseTests",
        "Sources/SEOAnalyzer/Keywords/FocusAssessment+Page.swift": "FocusKeyphrasePageTests",
        "Sources/SEOAnalyzer/Keywords/PhraseCandidates.swift": "KeyphraseTests",
        "Sources/SEOAnalyzer/Keywords/PhraseWeights.swift": "numbers only; KeyphraseTests",
        "Sources/SEOAnalyzer/Keywords/PlainWords.swift": "words only; KeyphraseTests",
        "Sources/SEOAnalyzer/Keywords/StemTable.swift": "KeyphraseTests and FocusKeyphraseTests",
        "Sources/SEOAnalyzer/Keywords/WordClass.swift": "cases only; KeyphraseTests",
        "Sources/SEOAnalyzer/Keywords/WordLexicon.swift": "KeyphraseTests",
        "Sources/SEOAnalyzer/Keywords/WordTagger.swift": "KeyphraseTests",
        "Sources/SEOAnalyzer/Page/IDCollector.swift": "PageBuilderTests",
        "Sources/SEOAnalyzer/Page/MicrodataCollector.swift": "StructuredDataItemTests",
        "Sources/SEOAnalyzer/Page/PixelWidth.swift": "PageBuilderTests",
        "Sources/SEOAnalyzer/Page/SocialCards.swift": "PageBuilderTests",
        "Sources/SEOAnalyzer/Page/StructuredDataRules.swift": "StructuredDataItemTests",
        "Sources/SEOAnalyzer/Text/ReadabilityScore.swift": "ReadabilityTests",
        "Sources/SEOAnalyzer/Page/HTMLDoctype+Quirks.swift": "PageBuilderTests and SEOAuditsTests",
        "Sources/SEOAnalyzer/URL/IPv6Address.swift": "WebURLTests",
        "Sources/SEOAnalyzer/URL/PercentEncoding.swift": "WebURLTests",
        "Sources/SEOAnalyzer/URL/Punycode.swift": "WebURLTests",
        "Sources/SEOAnalyzer/URL/RegistrableDomain.swift": "WebURLTests",
        "Sources/SEOAnalyzer/URL/URLHost.swift": "WebURLTests",
        "Sources/SEOAnalyzer/URL/URLParser.swift": "WebURLTests hold it to the URL Standard",
        "Sources/SEOAnalyzer/AnalysisInput.swift":
            "fields only; AnalysisReportTests analyses with them",
        "Sources/SEOAnalyzer/AnalysisLimits.swift":
            "constants only; SEOAnalyzerTests and PageBuilderTests go to them",
        "Sources/SEOAnalyzer/Encoding/CharsetPrescan.swift":
            "DecodedDocumentTests decodes by what it finds",
        "Sources/SEOAnalyzer/Encoding/TextEncoding.swift":
            "DecodedDocumentTests decodes each",
        "Sources/SEOAnalyzer/Keywords/KeyedHash.swift":
            "TermTableTests look words up by it",
        "Sources/SEOAnalyzer/Keywords/PairTable.swift":
            "KeywordFactsTests count n-grams with it",
        "Sources/SEOAnalyzer/Keywords/TermRanking.swift":
            "KeywordFactsTests hold the order and the fifty",
        "Sources/SEOAnalyzer/Page/JSONReader.swift":
            "StructuredDataItemTests read JSON-LD with it, broken and whole",
        "Sources/SEOAnalyzer/Page/OpenElements.swift":
            "PageBuilderTests nest, imply and cut ends",
        "Sources/SEOAnalyzer/Page/PageFacts.swift":
            "fields only; PageBuilderTests and RealPagesTests fill them",
        "Sources/SEOAnalyzer/Page/TextCollector.swift":
            "PageBuilderTests and WordScannerTests see the text",
        "Sources/SEOAnalyzer/Report/PageFacts+JSON.swift":
            "AnalysisReportTests parse the report's JSON",
        "Sources/SEOAnalyzer/Report/ReportContext.swift":
            "fields only; AnalysisReportTests report with them",
        "Sources/SEOAnalyzer/Text/ASCII.swift":
            "constants only",
        "Sources/SEOAnalyzer/Text/Abbreviations.swift":
            "words only; WordScannerTests end sentences by them",
        "Sources/SEOAnalyzer/Text/Bytes.swift":
            "used by every parser of the target; the html5lib tests among others",
        "Sources/SEOAnalyzer/Text/PlainText.swift":
            "SEOAnalyzerTests analyse plain text",
        "Sources/SEOAnalyzer/Text/ScalarClass.swift":
            "WordScannerTests break words of many scripts",
        "Sources/SEOAnalyzer/Text/StopWords.swift":
            "words only; KeywordFactsTests and LanguageGuessTests use them",
        "Sources/SEOAnalyzer/Text/TextModel.swift":
            "WordScannerTests and KeywordFactsTests",
        "Sources/SEOAnalyzer/Tokenizer/HTMLDoctype.swift":
            "fields only; HTML5LibTests",
        "Sources/SEOAnalyzer/Tokenizer/HTMLTag.swift":
            "fields only; HTML5LibTests",
        "Sources/SEOAnalyzer/Tokenizer/HTMLTokenSink.swift":
            "a protocol; HTML5LibTests conform to it",
        "Sources/SEOAnalyzer/Tokenizer/HTMLTokenizerState.swift":
            "cases only; HTML5LibTests begin in each initial state",
        "Sources/SEOAnalyzer/Tokenizer/NamedCharacterMatcher.swift":
            "HTML5LibTests match every named character, split at every byte",
        "Sources/edge-router/DoctorCommand.swift":
            "an executable has no unit tests; EndToEndTests/DoctorTests",
        "Sources/edge-router/EdgeRouterCommand.swift":
            "an executable has no unit tests; EndToEndTests/StartTests",
        "Sources/edge-router/KV.swift":
            "an executable has no unit tests; EndToEndTests/KVStoreCommandTests",
        "Sources/edge-router/KVBulk.swift":
            "an executable has no unit tests; EndToEndTests/KVCommandTests",
        "Sources/edge-router/KVKey.swift":
            "an executable has no unit tests; EndToEndTests/KVCommandTests",
        "Sources/edge-router/KVNamespace.swift":
            "an executable has no unit tests; EndToEndTests/KVCommandTests",
        "Sources/edge-router/KVOptions.swift":
            "an executable has no unit tests; EndToEndTests/KVCommandTests",
        "Sources/edge-router/PlainServe.swift":
            "an executable cannot be imported; every end-to-end test starts through it, StartTests around it",
        "Sources/edge-router/Bots.swift": "an executable has no unit tests; EndToEndTests/BotsCommandTests",
        "Sources/edge-router/Clients.swift": "an executable has no unit tests; EndToEndTests/ClientsCommandTests",
        "Sources/edge-router/Serve.swift":
            "an executable has no unit tests; EndToEndTests/StartTests",
        "Sources/edge-router/ServeOptions.swift":
            "an executable has no unit tests; EndToEndTests/StartTests and DoctorTests",
        "Sources/edge-router/SharedOptions.swift":
            "an executable has no unit tests; EndToEndTests/StartTests and KVCommandTests",
    ]

    static func check(_ paths: [String], exceptions: [String: String] = MirrorRules.exceptions) -> [Violation] {
        let tests = Set(paths.filter { $0.hasPrefix("Tests/") }.compactMap(Name.init))
        let unmirrored = paths.filter { path in
            guard path.hasPrefix("Sources/"), path.hasSuffix(".swift"), !path.contains("/Generated/"),
                let name = Name(path)
            else { return false }
            return !name.mirrors.contains(where: tests.contains)
        }
        let missing = unmirrored.filter { exceptions[$0] == nil }.map {
            Violation(
                path: $0, line: 0, message: "no test file mirrors it, and MirrorRules.exceptions does not say why")
        }
        let stale = exceptions.keys.filter { !unmirrored.contains($0) }.sorted().map {
            Violation(path: $0, line: 0, message: "in MirrorRules.exceptions without need")
        }
        let unreasoned = exceptions.filter { $0.value.isEmpty }.keys.sorted().map {
            Violation(path: $0, line: 0, message: "in MirrorRules.exceptions without a reason")
        }
        return missing + stale + unreasoned
    }

    private struct Name: Hashable {
        let target: String
        let file: String

        init(target: String, file: String) {
            self.target = target
            self.file = file
        }

        init?(_ path: String) {
            let parts = path.split(separator: "/")
            guard parts.count > 2, let last = parts.last, last.hasSuffix(".swift") else { return nil }
            self.init(target: String(parts[1]), file: String(last.dropLast(".swift".count)))
        }

        /// `Router+Match.swift` is mirrored by a file of its own or by that of `Router.swift`. Where it stands below
        /// the test target is free.
        var mirrors: [Name] {
            let whole = file.prefix { $0 != "+" }
            return [
                Name(target: target + "Tests", file: file + "Tests"),
                Name(target: target + "Tests", file: whole + "Tests"),
            ]
        }
    }
}
