/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdint.h>

/* A directory for one case of a test, and what stands in it. */
typedef struct Yard {
    char *path;
    GString *text; /* of yard_list() and yard_read() */
} Yard;

/* 2026-11-26 03:15:00 UTC in nanoseconds. */
#define YARD_NOW (INT64_C(1795662900) * YARD_SECOND)
#define YARD_SECOND INT64_C(1000000000)

/* Makes the directory, and local time UTC. */
void yard_init(Yard *yard);

/* Removes it with the files in it. */
void yard_clear(Yard *yard);

/* The path that @name has there. The caller owns it. */
char *yard_path(const Yard *yard, const char *name);

/* The names in it in order, a blank between them; borrowed until the next call. */
const char *yard_list(Yard *yard);

/* What the file @name holds, which must be there; borrowed until the next call. */
const char *yard_read(Yard *yard, const char *name);

/* Writes the file @name, as if at YARD_NOW. */
void yard_write(const Yard *yard, const char *name, const char *content);
