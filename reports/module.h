/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A part of sipstory that is loaded where it is asked for, so that neither start nor memory of
 * anything else pays for its libraries. It shows one table, whose first member is an unsigned
 * version. */
typedef struct Module {
    const char *file;     /* as "sipstory-paint.so" */
    const char *built_in; /* where the build has it, from the program's directory */
    const char *symbol;   /* of the table */
    unsigned version;     /* that the table must have */
    const char *what;     /* for messages: "the module that paints" */
    const char *needs;    /* and: "librsvg, Debian: librsvg2-dev" */
} Module;

/* Loads @module and gives its table; once loaded it stays. It is looked for where the build has
 * it, and where it is installed. NULL and @error if it is not there or not of this version. */
const void *module_load(const Module *module, GError **error);
