// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "CStemmer.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

// The name by which Debian and Ubuntu have the library's interface 0.
#define CSTEMMER_LIBRARY "libstemmer.so.0d"

struct sb_stemmer;

static struct {
    struct sb_stemmer *(*create)(const char *algorithm, const char *encoding);
    void (*destroy)(struct sb_stemmer *stemmer);
    const unsigned char *(*stem)(struct sb_stemmer *stemmer, const unsigned char *word, int size);
    int (*length)(struct sb_stemmer *stemmer);
} library;

static pthread_once_t opening = PTHREAD_ONCE_INIT;
static pthread_key_t ending;
static bool is_loaded;

// A stemmer works in a buffer of its own, so each thread has one.
static _Thread_local struct sb_stemmer *current;
static _Thread_local uint16_t current_language;

static void end_thread(void *stemmer) { library.destroy(stemmer); }

static bool resolve(void *handle, const char *name, void *pointer) {
    void *symbol = dlsym(handle, name);
    memcpy(pointer, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void open_library(void) {
    void *handle = dlopen(CSTEMMER_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    is_loaded = handle && resolve(handle, "sb_stemmer_new", &library.create)
        && resolve(handle, "sb_stemmer_delete", &library.destroy)
        && resolve(handle, "sb_stemmer_stem", &library.stem)
        && resolve(handle, "sb_stemmer_length", &library.length)
        && pthread_key_create(&ending, end_thread) == 0;
}

bool cstemmer_load(void) {
    pthread_once(&opening, open_library);
    return is_loaded;
}

bool cstemmer_knows(uint16_t language) {
    if (!cstemmer_load()) return false;
    if (current && current_language == language) return true;
    const char name[] = {(char)(language >> 8), (char)language, 0};
    struct sb_stemmer *stemmer = library.create(name, NULL);
    if (!stemmer) return false;
    // Else nothing would free it when the thread ends.
    if (pthread_setspecific(ending, stemmer) != 0) {
        library.destroy(stemmer);
        return false;
    }
    if (current) library.destroy(current);
    current = stemmer;
    current_language = language;
    return true;
}

int cstemmer_stem(uint16_t language, const uint8_t *word, int count, uint8_t *stem, int capacity) {
    if (!cstemmer_knows(language)) return -1;
    const unsigned char *found = library.stem(current, word, count);
    if (!found) return -1;
    int length = library.length(current);
    if (length > capacity) length = capacity;
    memcpy(stem, found, (size_t)length);
    return length;
}
