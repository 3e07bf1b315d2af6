// SPDX-License-Identifier: Apache-2.0
//
// libcmark-gfm (CommonMark with GitHub's tables), opened on first use. Its few functions are declared in the C file as
// its own headers do, so that nothing but the library itself is needed, and that only to run.
#ifndef CMARKDOWN_H
#define CMARKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether the library is there; opens it, once in a process and for good, from any thread.
bool cmarkdown_load(void);

/// Renders Markdown as HTML: raw HTML in it becomes text, and links that would run a script lose their address.
/// @param text UTF-8
/// @param length receives the length of the result
/// @return HTML, to be freed with cmarkdown_free; NULL without the library or memory
uint8_t *cmarkdown_html(const uint8_t *text, size_t count, size_t *length);

/// Frees what cmarkdown_html has returned.
void cmarkdown_free(uint8_t *html);

#endif
