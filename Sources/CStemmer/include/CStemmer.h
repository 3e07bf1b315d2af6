// SPDX-License-Identifier: Apache-2.0
//
// libstemmer (the Snowball stemmers), opened on first use. Its few functions are declared here as its own header does,
// so that nothing but the library itself is needed, and that only to run.
#ifndef CSTEMMER_H
#define CSTEMMER_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stdbool.h>
#include <stdint.h>

/// Whether the library is there; opens it, once in a process and for good, from any thread.
bool cstemmer_load(void);

/// Whether there is a stemmer for a language.
/// @param language its two letters (ISO 639-1) in lower case, the first in the higher byte
bool cstemmer_knows(uint16_t language);

/// Reduces a word to its stem. From any thread: each keeps a stemmer of its own for the language it asked for last.
/// @param language as for cstemmer_knows
/// @param word UTF-8 in lower case
/// @param stem receives the stem, cut at `capacity`
/// @return how many bytes the stem has; -1 without the library, a stemmer for the language or memory
int cstemmer_stem(
    uint16_t language, const uint8_t *__counted_by(count) word __noescape, int count,
    uint8_t *__counted_by(capacity) stem __noescape, int capacity);

#endif
