/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/expectation.h"
#include "reports/report.h"
#include "src/options.h"

/* What --expect demands of the calls, and how they fared. */
typedef struct Expecting Expecting;

/* Reads --expect and --allow-incomplete of @options; the flows are of @library, which outlives
 * the result. NULL and @error (OPTIONS_ERROR) if a flow is not known. The caller owns it. */
Expecting *expecting_new(const Options *options, const Library *library, GError **error);

void expecting_free(Expecting *expecting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Expecting, expecting_free)

/* The expectation that test reports tell by; NULL without --expect. Borrowed. */
const Expectation *expecting_what(const Expecting *expecting);

/* Looks at @call; what is wrong with it is said on standard error. */
void expecting_look(Expecting *expecting, const ReportContext *context, const Call *call);

/* True if all that was looked at is as expected, and something was; else the lack of calls is
 * said on standard error. Without --expect all is well. */
bool expecting_is_met(const Expecting *expecting);
