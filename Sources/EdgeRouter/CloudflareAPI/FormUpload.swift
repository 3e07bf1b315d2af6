// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// Takes a form that has a value and perhaps metadata. The value goes on to an upload as it comes, so that a large one
/// is not held whole here either.
final class FormUpload: Responder {
    /// What may stand beside the value in a form, in bytes: delimiters, headers of parts, metadata, other fields.
    static let besideBytes = 64 * 1024

    // The exchange holds its responder.
    private unowned let exchange: Exchange
    private var form: MultipartForm
    /// Where the value goes. It gives up this responder, too, when it ends.
    let upload: ValueUpload

    /// - Parameters:
    ///   - limit: the longest value, bytes.
    ///   - completion: is handed the value and the metadata as they are to be stored.
    init(
        _ exchange: Exchange, _ form: MultipartForm, limit: Int,
        _ completion: @escaping (Exchange, Result<KVValue, Problem>, _ metadata: [UInt8]?) -> Void
    ) {
        self.exchange = exchange
        self.form = form
        let kept = Kept()
        metadata = kept
        upload = ValueUpload(exchange, limit: limit) { completion($0, $1, kept.bytes) }
    }

    /// The metadata, once the form is complete.
    private final class Kept { var bytes: [UInt8]? }
    private let metadata: Kept

    var acceptsBody: Bool { upload.acceptsBody }

    func received(_ bytes: [UInt8], _ range: Range<Int>) {
        attempt { () throws(Problem) in
            try form.take(bytes, range) { bytes, range in
                // A value that is too long has ended the upload.
                if exchange.responder === self { upload.received(bytes, range) }
            }
        }
    }

    func bodyEnded() {
        attempt { () throws(Problem) in
            if let sent = try form.end() { metadata.bytes = try Metadata.stored(sent, "put") }
            upload.bodyEnded()
        }
    }

    func cancel() { upload.cancel() }

    private func attempt(_ body: () throws(Problem) -> Void) {
        do throws(Problem) {
            try body()
        } catch {
            guard exchange.responder === self else { return }
            exchange.responder = nil
            cancel()
            exchange.fail(error)
        }
    }
}
