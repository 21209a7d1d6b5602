/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What each fuzz_X.c is: one function that takes bytes from a stranger and tries one part of
 * the program with them. It aborts where the part breaks a promise of its header; what is wrong
 * with memory the sanitizers find. libFuzzer calls it, or replay.c. Gives 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
