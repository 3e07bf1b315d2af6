// SPDX-License-Identifier: Apache-2.0

/// Where a message's body ends.
public enum BodyFraming: Equatable, Sendable {
    /// There is none.
    case none
    /// After so many bytes.
    case length(UInt64)
    /// After the last chunk.
    case chunked
    /// When the connection ends; only responses may.
    case untilClose
}

/// What the framing fields of a head say together; shared by requests and responses.
struct FramingFields {
    var length: UInt64?
    var isChunked = false

    /// Reads Content-Length and Transfer-Encoding by RFC 9112 section 6, and accepts exactly one way of saying where
    /// the message ends.
    init(_ head: borrowing MessageHead, _ bytes: Span<UInt8>) throws(MessageFault) {
        var coding: ByteRange?
        for field in head.fields {
            if field.id == .contentLength {
                guard length == nil else { throw .contentLengthRepeated }
                length = try Self.decimal(bytes, field.value)
            } else if field.id == .transferEncoding {
                guard coding == nil else { throw .transferEncoding }
                coding = field.value
            }
        }
        guard let coding else { return }
        // Ambiguity first: only a message that is otherwise sound is told that its coding is not understood.
        guard head.version == .http11 else { throw .transferEncodingInHTTP10 }
        guard length == nil else { throw .contentLengthWithTransferEncoding }
        guard bytes.matches(coding, lowercase: "chunked") else {
            throw Self.isUnknownCoding(bytes, coding) ? .transferEncodingUnknown : .transferEncoding
        }
        isChunked = true
    }

    /// RFC 9112 section 6.3: a request without either has no body.
    var requestFraming: BodyFraming {
        if isChunked { return .chunked }
        return length.map { $0 == 0 ? .none : .length($0) } ?? .none
    }

    /// Digits only, in checked arithmetic: no sign, blank, hexadecimal, underscore or list.
    private static func decimal(_ bytes: Span<UInt8>, _ range: ByteRange) throws(MessageFault) -> UInt64 {
        guard !range.isEmpty else { throw .contentLength }
        var value: UInt64 = 0
        for index in range.indices {
            guard bytes[index].isASCIIDigit else { throw .contentLength }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(bytes[index] - 0x30))
            guard !overflow, !carry else { throw .contentLength }
            value = sum
        }
        return value
    }

    /// One well-formed coding that is not ours (`gzip`), as against a malformed or ambiguous one (`chunked, chunked`).
    private static func isUnknownCoding(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard !range.isEmpty else { return false }
        for index in range.indices where !bytes[index].isTokenCharacter { return false }
        return !bytes.matches(range, lowercase: "xchunked")
    }
}

/// What a request's head says beyond its lines: what it asks for, of whom, how its body is framed, and what becomes of
/// the connection. Derived in one pass, after which nothing reads framing fields again.
public struct RequestSemantics: Sendable {
    /// The target, taken apart.
    public let target: RequestTarget
    /// The path, for the log; CONNECT's authority.
    public var path: ByteRange { target.path.isEmpty ? target.authority ?? target.path : target.path }
    /// Whom it is addressed to: the target's authority or the Host field; nil only in HTTP/1.0 without Host.
    public let authority: Authority?
    /// Where the body ends; never `untilClose`.
    public let framing: BodyFraming
    /// Whether the sender lets the connection go on afterwards.
    public private(set) var isPersistent: Bool
    /// Whether the sender waits for 100 (Continue) before it sends the body.
    public let expectsContinue: Bool
    /// Whether this asks to change to WebSocket (RFC 6455), the only upgrade passed on.
    public private(set) var isWebSocketUpgrade = false
    /// Whether the Connection field names fields of its own, which must be dropped when forwarding.
    public private(set) var hasNominatedFields = false

    /// Checks what must hold for the request to be processed at all.
    /// - Parameter servesConnect: whether CONNECT is served here; elsewhere it is refused.
    /// - Throws: ``MessageFault``, each of which is answered and ends the connection.
    public init(
        _ head: borrowing MessageHead, _ bytes: Span<UInt8>, servesConnect: Bool = false
    ) throws(MessageFault) {
        let framingFields = try FramingFields(head, bytes)
        framing = framingFields.requestFraming
        if head.method == .connect {
            guard servesConnect else { throw .connectMethod }
            guard framing == .none else { throw .connectContent }
            guard Authority(bytes, head.target)?.port != nil else { throw .target }
            target = RequestTarget(authorityForm: head.target)
        } else {
            target = try RequestTarget(bytes, head.target, method: head.method)
        }
        // One pass for all the fields of which there may be one at most.
        var (hosts, clientIDs, expectations) = (Occurrence(), Occurrence(), Occurrence())
        for field in head.fields {
            switch field.id {
            case .host: hosts.add(field)
            case .xClientID: clientIDs.add(field)
            case .expect: expectations.add(field)
            default: break
            }
        }
        authority = try Self.authority(hosts, head.version, bytes, target, isConnect: head.method == .connect)
        guard clientIDs.count <= 1 else { throw .clientIDRepeated }
        expectsContinue = try Self.expectsContinue(expectations, head.version, bytes)
        isPersistent = false
        try readConnection(head, bytes)
    }

    /// How often a field occurs, and the value of the last.
    private struct Occurrence {
        var count = 0
        var value = ByteRange.empty

        @inline(__always)
        mutating func add(_ field: Field) {
            count &+= 1
            value = field.value
        }
    }

    /// RFC 9112 section 3.2: exactly one valid Host in HTTP/1.1; an absolute-form target overrides it, and a Host that
    /// differs is refused rather than ignored.
    private static func authority(
        _ hosts: Occurrence, _ version: HTTPVersion, _ bytes: Span<UInt8>, _ target: RequestTarget, isConnect: Bool
    ) throws(MessageFault) -> Authority? {
        guard hosts.count <= 1 else { throw .hostRepeated }
        guard hosts.count == 1 || version == .http10 else { throw .hostMissing }
        var fromField: Authority?
        if hosts.count == 1 {
            fromField = Authority(bytes, hosts.value)
            guard fromField != nil else { throw .hostInvalid }
        }
        guard let range = target.authority else { return fromField }
        guard let fromTarget = Authority(bytes, range) else { throw .hostInvalid }
        // Some send CONNECT's Host without its port.
        if hosts.count == 1, !isConnect, !bytes.isSameIgnoringCase(range, hosts.value) { throw .hostMismatch }
        return fromTarget
    }

    /// RFC 9110 section 10.1.1: ignored in HTTP/1.0; anything but `100-continue` is 417.
    private static func expectsContinue(
        _ expectations: Occurrence, _ version: HTTPVersion, _ bytes: Span<UInt8>
    ) throws(MessageFault) -> Bool {
        guard version == .http11, expectations.count > 0 else { return false }
        guard expectations.count == 1, bytes.matches(expectations.value, lowercase: "100-continue") else {
            throw .expectation
        }
        return true
    }

    private mutating func readConnection(_ head: borrowing MessageHead, _ bytes: Span<UInt8>) throws(MessageFault) {
        var (asksForUpgrade, asksToClose, asksToKeep) = (false, false, false)
        for field in head.fields where field.id == .connection {
            var members = FieldList(field.value)
            while let member = members.next(bytes) {
                switch try ConnectionOption(bytes, member) {
                case .close: asksToClose = true
                case .keepAlive: asksToKeep = true
                case .upgrade: asksForUpgrade = true
                case .field: hasNominatedFields = true
                }
            }
        }
        // RFC 9112 section 9.3: `close` wins; HTTP/1.0 goes on only where it asks to.
        isPersistent = !asksToClose && (head.version == .http11 || asksToKeep)
        guard asksForUpgrade, head.version == .http11, head.method == .get, framing == .none,
            head.count(.upgrade) == 1, let upgrade = head.first(.upgrade)
        else { return }
        isWebSocketUpgrade = bytes.matches(upgrade.value, lowercase: "websocket")
    }
}

/// One member of a Connection field.
enum ConnectionOption {
    case close, keepAlive, upgrade
    /// The name of a field that concerns this connection only.
    case field

    init(_ bytes: Span<UInt8>, _ member: ByteRange) throws(MessageFault) {
        let name = try Self.name(bytes, member)
        if name.spells(ByteWord("c", "l", "o", "s", "e")) {
            self = .close
        } else if name.spells(ByteWord("k", "e", "e", "p", "-", "a", "l", "i"), ByteWord("v", "e")) {
            self = .keepAlive
        } else if name.spells(ByteWord("u", "p", "g", "r", "a", "d", "e")) {
            self = .upgrade
        } else {
            guard !FieldNameTable.shared.find(name).isProtected else { throw .connectionNominatesProtected }
            self = .field
        }
    }

    @inline(__always)
    private static func name(_ bytes: Span<UInt8>, _ member: ByteRange) throws(MessageFault) -> PackedName {
        if let name = PackedName(plain: bytes, member) { return name }
        var name = PackedName()
        for index in member.indices {
            guard bytes[index].isTokenCharacter else { throw .connectionOption }
            name.append(bytes[index].asciiLowercased)
        }
        return name
    }
}

/// What an upstream's response head says about its body and its connection.
public struct ResponseSemantics: Sendable {
    /// Where the body ends.
    public let framing: BodyFraming
    /// Whether the upstream's connection can be used again after it.
    public let isPersistent: Bool
    /// The length the head announces although no body follows (HEAD, 304); nil otherwise.
    public let announcedLength: UInt64?
    /// Whether the Connection field names fields of its own.
    public let hasNominatedFields: Bool

    /// Reads a response by RFC 9112 section 6.3, as strictly as a request: a proxy that guesses where an answer ends
    /// lets one client read another's.
    /// - Parameter method: of the request it answers; the response to HEAD has no body.
    public init(
        _ head: borrowing MessageHead, _ bytes: Span<UInt8>, to method: RequestMethod
    ) throws(MessageFault) {
        let fields = try FramingFields(head, bytes)
        var options = (close: false, keepAlive: false, nominated: false)
        for field in head.fields where field.id == .connection {
            var members = FieldList(field.value)
            while let member = members.next(bytes) {
                switch try ConnectionOption(bytes, member) {
                case .close: options.close = true
                case .keepAlive: options.keepAlive = true
                case .upgrade: break
                case .field: options.nominated = true
                }
            }
        }
        let hasNoBody = method == .head || head.status < 200 || head.status == 204 || head.status == 304
        if hasNoBody {
            framing = .none
        } else if fields.isChunked {
            framing = .chunked
        } else if let length = fields.length {
            framing = length == 0 ? .none : .length(length)
        } else {
            framing = .untilClose
        }
        announcedLength = hasNoBody && head.status >= 200 && head.status != 204 ? fields.length : nil
        hasNominatedFields = options.nominated
        let asked = head.version == .http11 ? !options.close : options.keepAlive && !options.close
        isPersistent = asked && framing != .untilClose
    }
}

extension MessageHead {
    /// Whether the Connection field names this field, so that it must not be forwarded. Only asked when it names any.
    public func nominates(_ field: Field, _ bytes: Span<UInt8>) -> Bool {
        for connection in fields where connection.id == .connection {
            var members = FieldList(connection.value)
            while let member = members.next(bytes) {
                if bytes.isSameIgnoringCase(member, field.name) { return true }
            }
        }
        return false
    }
}
