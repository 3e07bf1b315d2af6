// SPDX-License-Identifier: Apache-2.0
//
// The language of a text by libcld2 (Compact Language Detector 2), opened on first use. The library is C++ without
// exceptions; its one function that is called takes plain types alone and is found by its linker name, so that neither
// its headers nor a C++ compiler is needed.
#ifndef CLANGUAGE_H
#define CLANGUAGE_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stdbool.h>
#include <stdint.h>

/// What a text was found to be written in.
struct clanguage_finding {
    /// The code (ISO 639-1, or -3 where there is none, with a script where that matters: "zh-Hant"), its first letter
    /// in the lowest byte; 0 where nothing is known.
    uint64_t code;
    /// The share of the text that is in this language, from 0 to 100.
    int percent;
    /// Whether the language is clearly likelier than the next.
    bool is_reliable;
};

/// Whether the library is there; opens it, once in a process and for good, from any thread.
bool clanguage_load(void);

/// The language most of a text is in; from any thread. Nothing is known of it without the library.
/// @param text well-formed UTF-8
struct clanguage_finding clanguage_detect(const uint8_t *__counted_by(count) text __noescape, int count);

#endif
