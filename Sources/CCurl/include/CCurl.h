// SPDX-License-Identifier: Apache-2.0
//
// libcurl, opened on first use. None of these but ccurl_load may be called before that has succeeded. Each calls the
// function of libcurl's it is named after; the variadic ones are split by the type they take or give.
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Opens the library of that name and its functions, once in a process and for good, from any thread.
/// @param problem receives why not, at most `size` bytes with their zero
/// @return false if the library or one of its functions is missing, or it is too old
bool ccurl_load(const char *library, char *problem, size_t size);

/// What libcurl says of itself; at least as long as CCURL_OLDEST had it, valid for ever.
const curl_version_info_data *ccurl_version(void);

CURLM *ccurl_multi_init(void);
CURLMcode ccurl_multi_cleanup(CURLM *multi);
CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode ccurl_multi_perform(CURLM *multi);
CURLMcode ccurl_multi_poll(CURLM *multi, int timeout_ms);
CURLMcode ccurl_multi_wakeup(CURLM *multi);
const char *ccurl_multi_strerror(CURLMcode code);

/// The next transfer that has ended, with what it came to, or NULL.
CURL *ccurl_multi_next_done(CURLM *multi, CURLcode *result);

CURL *ccurl_easy_init(void);
void ccurl_easy_cleanup(CURL *easy);
CURLcode ccurl_easy_pause(CURL *easy, int directions);
const char *ccurl_easy_strerror(CURLcode code);

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
CURLcode ccurl_set_read(CURL *easy, curl_read_callback callback, void *context);
CURLcode ccurl_set_seek(CURL *easy, curl_seek_callback callback, void *context);
CURLcode ccurl_set_write(CURL *easy, curl_write_callback callback, void *context);
CURLcode ccurl_set_header(CURL *easy, curl_write_callback callback, void *context);
CURLcode ccurl_set_progress(CURL *easy, curl_xferinfo_callback callback, void *context);
CURLcode ccurl_set_prerequest(CURL *easy, curl_prereq_callback callback, void *context);
CURLcode ccurl_set_open_socket(CURL *easy, curl_opensocket_callback callback, void *context);

/// Only http and https, however old the library is.
CURLcode ccurl_set_protocols(CURL *easy);
/// Has a look-up that is still under way left behind when its transfer ends, rather than waited for. Libraries before
/// 7.87 wait.
void ccurl_set_quick_exit(CURL *easy);

CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value);
CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value);
CURLcode ccurl_get_text(CURL *easy, CURLINFO info, const char **value);

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text);
void ccurl_slist_free_all(struct curl_slist *list);

/// The address a socket is about to be opened for.
/// @return how many of `bytes` were filled: 4 for IPv4, 16 for IPv6, 0 for a Unix socket, -1 for anything else
int ccurl_address(const struct curl_sockaddr *address, uint8_t bytes[16], uint16_t *port);

/// A socket for that address which no child process inherits, or CURL_SOCKET_BAD.
curl_socket_t ccurl_open_socket(const struct curl_sockaddr *address);

/// CURL_SOCKET_BAD, CURL_READFUNC_PAUSE, CURL_READFUNC_ABORT and CURL_WRITEFUNC_PAUSE as the callbacks return them:
/// as macros with casts, Swift does not see them all.
static const curl_socket_t ccurl_socket_bad = CURL_SOCKET_BAD;
static const size_t ccurl_read_pause = CURL_READFUNC_PAUSE;
static const size_t ccurl_read_abort = CURL_READFUNC_ABORT;
static const size_t ccurl_write_pause = CURL_WRITEFUNC_PAUSE;

#endif
