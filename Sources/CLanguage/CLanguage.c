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

static struct {
    // CLD2::ExtDetectLanguageSummary(const char *, int, bool, Language *, int *, int *, bool *)
    int (*detect)(
        const char *text, int count, bool is_plain, int languages[3], int percents[3], int *letters, bool *is_reliable);
    // CLD2::LanguageCode(Language)
    const char *(*code)(int language);
} library;

static pthread_once_t opening = PTHREAD_ONCE_INIT;
static bool is_loaded;

static bool resolve(void *handle, const char *name, void *pointer) {
    void *symbol = dlsym(handle, name);
    memcpy(pointer, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void open_library(void) {
    void *handle = dlopen(CLANGUAGE_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    is_loaded = handle
        && resolve(handle, "_ZN4CLD224ExtDetectLanguageSummaryEPKcibPNS_8LanguageEPiS4_Pb", &library.detect)
        && resolve(handle, "_ZN4CLD212LanguageCodeENS_8LanguageE", &library.code);
}

bool clanguage_load(void) {
    pthread_once(&opening, open_library);
    return is_loaded;
}

struct clanguage_finding clanguage_detect(const uint8_t *text, int count) {
    struct clanguage_finding finding = {0, 0, false};
    if (!clanguage_load()) return finding;
    int languages[3], percents[3], letters;
    library.detect((const char *)text, count, true, languages, percents, &letters, &finding.is_reliable);
    if (languages[0] == CLANGUAGE_UNKNOWN) return finding;
    const char *code = library.code(languages[0]);
    for (size_t index = 0; index < sizeof finding.code && code[index]; index++) {
        finding.code |= (uint64_t)(uint8_t)code[index] << 8 * index;
    }
    finding.percent = percents[0];
    return finding;
}
