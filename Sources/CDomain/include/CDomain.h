// SPDX-License-Identifier: Apache-2.0
//
// Registrable domains by libpsl and its built-in Public Suffix List, opened on first use. Its functions are declared
// here as its own header does, so that nothing but the library itself is needed, and that only to run.
#ifndef CDOMAIN_H
#define CDOMAIN_H

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stdbool.h>
#include <stdint.h>

/// Whether the library and its list are there; opens it, once in a process and for good, from any thread.
bool cdomain_load(void);

/// Where the registrable domain of a host begins: the public suffix and one label more.
/// @param host in lower case, names in ASCII (Punycode) or UTF-8
/// @return the offset of its first byte; -1 if the host is itself a public suffix, is too long for a name, or the
/// library is not there
int cdomain_registrable(const uint8_t *__counted_by(count) host __noescape, int count);

#endif
