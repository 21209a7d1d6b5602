/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/sip/arrival.h"
#include "flows/library.h"
#include "reports/report.h"
#include "src/expecting.h"
#include "src/names.h"
#include "src/selection.h"

/* What the command line asks of any run, over files or over interfaces: which calls are told,
 * what they are held against, and how they are shown. Its parts are owned by it. */
typedef struct Asked {
    const Options *options; /* borrowed */
    Names *names;
    NamedAddress *addresses; /* of `names`; NULL before asked_show() */
    Library *library;
    Selection *selection;
    Expecting *expecting;
    Lint *lint; /* NULL: nobody asks */
} Asked;

/* Reads @options, which outlives the result. NULL and @error (OPTIONS_ERROR, or of a template)
 * if they cannot be understood. The caller owns it. */
Asked *asked_new(const Options *options, GError **error);

void asked_free(Asked *asked);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Asked, asked_free)

/* True if the message is of --port. */
bool asked_wants(const Asked *asked, const Arrival *arrival);

/* The bytes of --memory; @usual without it. */
uint64_t asked_memory(const Asked *asked, uint64_t usual);

/* How calls are made; capture_end is left to the caller. Borrows from @asked. */
CallOptions asked_making(const Asked *asked);

/* Sets in @context what the options say of how calls are shown, and the names known by now,
 * which are borrowed until the next call. */
void asked_show(Asked *asked, ReportContext *context);
