/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Sentences that one thread leaves for another to say. The last NOTES_MAX are kept. */
typedef struct Notes Notes;

#define NOTES_MAX 64

/* Makes it, empty. The caller owns it. */
Notes *notes_new(void);

/* Frees @notes; NULL is fine. */
void notes_free(Notes *notes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notes, notes_free)

/* Leaves a sentence. For any thread. */
void notes_add(Notes *notes, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Takes the oldest; NULL if there is none. The caller owns it. For any thread. */
char *notes_take(Notes *notes);
