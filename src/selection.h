/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/dialog.h"
#include "flows/judgement.h"
#include "flows/library.h"
#include "src/options.h"

/* Which calls the user wants to see: --number, --call-id, --from, --to, --method, and, once
 * they are judged, --flow and --verdict. Different options must all hold; of one that is
 * repeated any. */
typedef struct Selection Selection;

/* Reads the selection of @options, borrowed while the selection lives. NULL and @error if it
 * cannot be understood. The caller owns it. */
Selection *selection_new(const Options *options, GError **error);

/* Reads --flow, the flows of @library, which outlives the selection, and --verdict. False and
 * @error if they cannot be understood. */
bool selection_read_flows(Selection *selection, const Library *library, GError **error);

void selection_free(Selection *selection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Selection, selection_free)

/* True if the call with this number is selected. It consists of the dialogs @ids, the first of
 * which decides its method; of the others any may have the Call-ID, the caller, the called. */
bool selection_has(const Selection *selection, const Dialogs *dialogs, const DialogId *ids,
                   unsigned ids_len, uint64_t number);

/* True if calls have to be judged to know which are selected. */
bool selection_needs_verdicts(const Selection *selection);

/* True if a call with this judgement is selected as far as --flow and --verdict go. */
bool selection_has_verdict(const Selection *selection, const Judgement *judgement);

/* True if the selection names calls so that each of them is to be told on its own. */
bool selection_is_particular(const Selection *selection);
