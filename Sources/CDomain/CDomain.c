// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "CDomain.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#define CDOMAIN_LIBRARY "libpsl.so.5"

// A name has at most 253 characters (RFC 1035, 2.3.4); four times as many bytes in UTF-8.
#define CDOMAIN_LONGEST 1012

struct psl_ctx_st;

static struct {
    const struct psl_ctx_st *(*built_in)(void);
    const char *(*registrable)(const struct psl_ctx_st *list, const char *domain);
} library;

static pthread_once_t opening = PTHREAD_ONCE_INIT;
static const struct psl_ctx_st *list;

static bool resolve(void *handle, const char *name, void *pointer) {
    void *symbol = dlsym(handle, name);
    memcpy(pointer, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void open_library(void) {
    void *handle = dlopen(CDOMAIN_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    bool works = handle && resolve(handle, "psl_builtin", &library.built_in)
        && resolve(handle, "psl_registrable_domain", &library.registrable);
    if (works) list = library.built_in();
}

bool cdomain_load(void) {
    pthread_once(&opening, open_library);
    return list != NULL;
}

int cdomain_registrable(const uint8_t *host, int count) {
    char name[CDOMAIN_LONGEST + 1];
    if (count < 0 || count > CDOMAIN_LONGEST || memchr(host, 0, (size_t)count) || !cdomain_load()) return -1;
    memcpy(name, host, (size_t)count);
    name[count] = 0;
    const char *found = library.registrable(list, name);
    return found ? (int)(found - name) : -1;
}
