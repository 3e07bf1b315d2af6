// SPDX-License-Identifier: Apache-2.0
//
// The C library's converter of character encodings.
#ifndef CICONV_H
#define CICONV_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stdbool.h>
#include <stdint.h>

/// How far a conversion came.
struct ciconv_progress {
    /// Bytes read; fewer than there were if the output was full. -1 if the C library does not have the encoding.
    long read;
    long written;
};

/// Converts text to UTF-8. What is no character of the encoding becomes U+FFFD, a byte at a time.
/// @param encoding the C library's name of the encoding, without a zero
/// @param is_last whether nothing follows, so that a character cut off at the end is none; else it is left unread
struct ciconv_progress ciconv_to_utf8(
    const uint8_t *__counted_by(length) encoding __noescape, int length,
    const uint8_t *__counted_by(count) input __noescape, long count, bool is_last,
    uint8_t *__counted_by(capacity) output __noescape, long capacity);

#endif
