// SPDX-License-Identifier: Apache-2.0
#include "CIconv.h"

#include <errno.h>
#include <iconv.h>
#include <stddef.h>
#include <string.h>

// Bytes of the longest name that is asked for, with its zero.
#define CICONV_NAME 32

static const char replacement[] = "\xEF\xBF\xBD";

struct ciconv_progress ciconv_to_utf8(
    const uint8_t *encoding, int length, const uint8_t *input, long count, bool is_last, uint8_t *output,
    long capacity) {
    struct ciconv_progress progress = {-1, 0};
    char name[CICONV_NAME];
    if (length < 0 || length >= CICONV_NAME) return progress;
    memcpy(name, encoding, (size_t)length);
    name[length] = 0;
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1) return progress;

    // iconv's first parameter is not const, yet it only reads.
    char *from = (char *)input;
    char *to = (char *)output;
    size_t left = (size_t)count;
    size_t room = (size_t)capacity;
    while (left > 0 && iconv(converter, &from, &left, &to, &room) == (size_t)-1) {
        bool is_bad = errno == EILSEQ || (errno == EINVAL && is_last);
        if (!is_bad || room < sizeof replacement - 1) break;
        memcpy(to, replacement, sizeof replacement - 1);
        to += sizeof replacement - 1;
        room -= sizeof replacement - 1;
        from++;
        left--;
    }
    // Some decoders keep a character back, in case an accent follows.
    iconv(converter, NULL, NULL, &to, &room);
    iconv_close(converter);
    progress.read = count - (long)left;
    progress.written = capacity - (long)room;
    return progress;
}
