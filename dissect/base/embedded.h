/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A text file that is compiled in (embed.py). Tables of them end with a name of NULL. */
typedef struct Embedded {
    const char *name; /* without folders */
    const char *text; /* ends with NUL */
} Embedded;

/* The text of the file @name in the table @files; NULL if it is not there. Static. */
const char *embedded_find(const Embedded *files, const char *name);
