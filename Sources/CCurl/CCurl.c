// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#define CURL_DISABLE_TYPECHECK

#include "CCurl.h"

#include <dlfcn.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

// Every function of libcurl's that is called, once.
#define CCURL_FUNCTIONS(each) \
    each(curl_global_init) each(curl_version_info) \
    each(curl_multi_init) each(curl_multi_cleanup) each(curl_multi_add_handle) each(curl_multi_remove_handle) \
    each(curl_multi_setopt) each(curl_multi_perform) each(curl_multi_poll) each(curl_multi_wakeup) \
    each(curl_multi_info_read) each(curl_multi_strerror) \
    each(curl_easy_init) each(curl_easy_cleanup) each(curl_easy_setopt) each(curl_easy_getinfo) \
    each(curl_easy_pause) each(curl_easy_strerror) \
    each(curl_slist_append) each(curl_slist_free_all)

// Each pointer has the type that curl's own header declares its function with.
static struct {
#define CCURL_POINTER(name) __typeof__(&name) name;
    CCURL_FUNCTIONS(CCURL_POINTER)
} library_functions;

// The table is filled by copying what dlsym gives over each pointer, so one must be as large as the other.
#define CCURL_SIZE(name) \
    _Static_assert(sizeof(void *) == sizeof(&name), "a function pointer is no larger than an object pointer");
CCURL_FUNCTIONS(CCURL_SIZE)

// Options are passed on as these types; a header that declared another would make the variadic calls undefined.
_Static_assert(CURLOPT_URL / 10000 * 10000 == CURLOPTTYPE_STRINGPOINT, "a URL is a string");
_Static_assert(CURLOPT_HTTPHEADER / 10000 * 10000 == CURLOPTTYPE_SLISTPOINT, "the header fields are a list");
_Static_assert(CURLOPT_WRITEFUNCTION / 10000 * 10000 == CURLOPTTYPE_FUNCTIONPOINT, "a callback is a function");
_Static_assert(CURLOPT_INFILESIZE_LARGE / 10000 * 10000 == CURLOPTTYPE_OFF_T, "a length is an offset");

// The first library with curl_easy_setopt's CURLOPT_PREREQFUNCTION, which says when a connection stands.
#define CCURL_OLDEST 0x075000
#define CCURL_OLDEST_TEXT "7.80.0"

// By number, so that neither an older nor a newer header changes what is built: CURLOPT_PROTOCOLS (deprecated since
// 7.85), CURLOPT_PROTOCOLS_STR (since 7.85) and CURLOPT_QUICK_EXIT (since 7.87).
static const CURLoption protocols_option = (CURLoption)(CURLOPTTYPE_LONG + 181);
static const CURLoption protocols_text_option = (CURLoption)(CURLOPTTYPE_STRINGPOINT + 318);
static const CURLoption quick_exit_option = (CURLoption)(CURLOPTTYPE_LONG + 322);

static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;
static bool is_loaded;

// Called with `loading` held.
static bool fill_table(void *handle, const char *library, char *problem, size_t size) {
    const char *missing = NULL;
    void *symbol;
#define CCURL_RESOLVE(name) \
    symbol = dlsym(handle, #name); \
    if (!symbol) missing = #name; \
    memcpy(&library_functions.name, &symbol, sizeof symbol);
    CCURL_FUNCTIONS(CCURL_RESOLVE)
    if (missing) {
        snprintf(problem, size, "%s has no function %s", library, missing);
        return false;
    }
    const curl_version_info_data *version = library_functions.curl_version_info(CURLVERSION_NOW);
    if (version->version_num < CCURL_OLDEST) {
        snprintf(problem, size, "%s is version %s, older than " CCURL_OLDEST_TEXT, library, version->version);
        return false;
    }
    CURLcode code = library_functions.curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) {
        snprintf(problem, size, "%s cannot be set up: %s", library, library_functions.curl_easy_strerror(code));
        return false;
    }
    return true;
}

bool ccurl_load(const char *library, char *problem, size_t size) {
    pthread_mutex_lock(&loading);
    // Never closed again: threads and exit handlers of libraries it brings may still be running.
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    bool works = handle != NULL;
    if (!works) {
        const char *text = dlerror();
        snprintf(problem, size, "%s", text ? text : library);
    } else if (!is_loaded) {
        works = is_loaded = fill_table(handle, library, problem, size);
    }
    pthread_mutex_unlock(&loading);
    return works;
}

#define call library_functions

const curl_version_info_data *ccurl_version(void) { return call.curl_version_info(CURLVERSION_NOW); }

CURLM *ccurl_multi_init(void) { return call.curl_multi_init(); }

CURLMcode ccurl_multi_cleanup(CURLM *multi) { return call.curl_multi_cleanup(multi); }

CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *easy) { return call.curl_multi_add_handle(multi, easy); }

CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *easy) { return call.curl_multi_remove_handle(multi, easy); }

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return call.curl_multi_setopt(multi, option, value);
}

CURLMcode ccurl_multi_perform(CURLM *multi) {
    int running;
    return call.curl_multi_perform(multi, &running);
}

CURLMcode ccurl_multi_poll(CURLM *multi, int timeout_ms) {
    return call.curl_multi_poll(multi, NULL, 0, timeout_ms, NULL);
}

CURLMcode ccurl_multi_wakeup(CURLM *multi) { return call.curl_multi_wakeup(multi); }

const char *ccurl_multi_strerror(CURLMcode code) { return call.curl_multi_strerror(code); }

CURL *ccurl_multi_next_done(CURLM *multi, CURLcode *result) {
    int left;
    CURLMsg *message;
    while ((message = call.curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

CURL *ccurl_easy_init(void) { return call.curl_easy_init(); }

void ccurl_easy_cleanup(CURL *easy) { call.curl_easy_cleanup(easy); }

CURLcode ccurl_easy_pause(CURL *easy, int directions) { return call.curl_easy_pause(easy, directions); }

const char *ccurl_easy_strerror(CURLcode code) { return call.curl_easy_strerror(code); }

#define CCURL_SETTER(name, type) \
    CURLcode name(CURL *easy, CURLoption option, type value) { return call.curl_easy_setopt(easy, option, value); }
CCURL_SETTER(ccurl_set_long, long)
CCURL_SETTER(ccurl_set_offset, curl_off_t)
CCURL_SETTER(ccurl_set_text, const char *)
CCURL_SETTER(ccurl_set_pointer, void *)
CCURL_SETTER(ccurl_set_list, struct curl_slist *)

#define CCURL_CALLBACK(name, type, function_option, context_option) \
    CURLcode name(CURL *easy, type callback, void *context) { \
        CURLcode code = call.curl_easy_setopt(easy, function_option, callback); \
        return code != CURLE_OK ? code : call.curl_easy_setopt(easy, context_option, context); \
    }
CCURL_CALLBACK(ccurl_set_read, curl_read_callback, CURLOPT_READFUNCTION, CURLOPT_READDATA)
CCURL_CALLBACK(ccurl_set_seek, curl_seek_callback, CURLOPT_SEEKFUNCTION, CURLOPT_SEEKDATA)
CCURL_CALLBACK(ccurl_set_write, curl_write_callback, CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA)
CCURL_CALLBACK(ccurl_set_header, curl_write_callback, CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA)
CCURL_CALLBACK(ccurl_set_progress, curl_xferinfo_callback, CURLOPT_XFERINFOFUNCTION, CURLOPT_XFERINFODATA)
CCURL_CALLBACK(ccurl_set_prerequest, curl_prereq_callback, CURLOPT_PREREQFUNCTION, CURLOPT_PREREQDATA)
CCURL_CALLBACK(
    ccurl_set_open_socket, curl_opensocket_callback, CURLOPT_OPENSOCKETFUNCTION, CURLOPT_OPENSOCKETDATA)

CURLcode ccurl_set_protocols(CURL *easy) {
    CURLcode code = call.curl_easy_setopt(easy, protocols_text_option, "http,https");
    if (code != CURLE_UNKNOWN_OPTION) return code;
    return call.curl_easy_setopt(easy, protocols_option, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
}

void ccurl_set_quick_exit(CURL *easy) { call.curl_easy_setopt(easy, quick_exit_option, 1L); }

#define CCURL_GETTER(name, type) \
    CURLcode name(CURL *easy, CURLINFO info, type *value) { return call.curl_easy_getinfo(easy, info, value); }
CCURL_GETTER(ccurl_get_long, long)
CCURL_GETTER(ccurl_get_offset, curl_off_t)
CCURL_GETTER(ccurl_get_text, const char *)

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text) {
    return call.curl_slist_append(list, text);
}

void ccurl_slist_free_all(struct curl_slist *list) { call.curl_slist_free_all(list); }

int ccurl_address(const struct curl_sockaddr *address, uint8_t bytes[16], uint16_t *port) {
    if (address->family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, &address->addr, sizeof four);
        memcpy(bytes, &four.sin_addr, 4);
        *port = ntohs(four.sin_port);
        return 4;
    }
    // Curl's structure ends in the generic address, but a longer one stands there: its length says how long.
    if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
        struct sockaddr_in6 six;
        memcpy(&six, (const void *)&address->addr, sizeof six);
        memcpy(bytes, &six.sin6_addr, 16);
        *port = ntohs(six.sin6_port);
        return 16;
    }
    *port = 0;
    return address->family == AF_UNIX ? 0 : -1;
}

curl_socket_t ccurl_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
