// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "CLanguage.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

// The interface of which Debian and Ubuntu have had version 0 since 2015.
#define CLANGUAGE_LIBRARY "libcld2.so.0"

// CLD2::UNKNOWN_LANGUAGE; languages are an enumeration, which is passed as an int.
#define CLANGUAGE_UNKNOWN 26

// CLD2::CLDHints: what is known besides the text.
struct hints {
    const char *content_language;
    const char *top_level_domain;
    int encoding;
    int language;
};

// CLD2::UNKNOWN_ENCODING
#define CLANGUAGE_NO_ENCODING 23

static struct {
    // CLD2::ExtDetectLanguageSummaryCheckUTF8, whose vector of chunks may be left out.
    int (*detect)(
        const char *text, int count, bool is_plain, const struct hints *hints, int flags, int languages[3],
        int percents[3], double scores[3], void *chunks, int *letters, bool *is_reliable, int *valid);
    // CLD2::LanguageCode
    const char *(*code)(int language);
} library;

static pthread_once_t opening = PTHREAD_ONCE_INIT;
static bool is_loaded;

static bool resolve(void *handle, const char *name, void *pointer) {
    void *symbol = dlsym(handle, name);
    memcpy(pointer, &symbol, sizeof symbol);
    return symbol != NULL;
}

#define CLANGUAGE_DETECT \
    "_ZN4CLD233ExtDetectLanguageSummaryCheckUTF8EPKcibPKNS_8CLDHintsEiPNS_8LanguageEPiPd" \
    "PSt6vectorINS_11ResultChunkESaI" \
    "SA_EES7_PbS7_"

static void open_library(void) {
    void *handle = dlopen(CLANGUAGE_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    is_loaded = handle && resolve(handle, CLANGUAGE_DETECT, &library.detect)
        && resolve(handle, "_ZN4CLD212LanguageCodeENS_8LanguageE", &library.code);
}

bool clanguage_load(void) {
    pthread_once(&opening, open_library);
    return is_loaded;
}

struct clanguage_finding clanguage_detect(const uint8_t *text, int count) {
    struct clanguage_finding finding = {0, 0, false};
    if (!clanguage_load()) return finding;
    const struct hints hints = {NULL, NULL, CLANGUAGE_NO_ENCODING, CLANGUAGE_UNKNOWN};
    int languages[3] = {CLANGUAGE_UNKNOWN}, percents[3] = {0}, letters, valid = count;
    double scores[3];
    // A control character is enough for the library to refuse a text; then what is before it must do.
    for (int pass = 0; pass < 2; pass++) {
        library.detect(
            (const char *)text, valid, true, &hints, 0, languages, percents, scores, NULL, &letters,
            &finding.is_reliable, &valid);
        if (languages[0] != CLANGUAGE_UNKNOWN) break;
    }
    if (languages[0] == CLANGUAGE_UNKNOWN) return finding;
    const char *code = library.code(languages[0]);
    for (size_t index = 0; index < sizeof finding.code && code[index]; index++) {
        finding.code |= (uint64_t)(uint8_t)code[index] << 8 * index;
    }
    finding.percent = percents[0];
    return finding;
}
