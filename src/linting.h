/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/lint.h"
#include "reports/report.h"
#include "src/options.h"

/* Reads --validate and --ignore of @options: *@lint is what looks at calls, owned by the
 * caller, or NULL without --validate. False and @error (OPTIONS_ERROR) if a rule is not known.
 */
bool linting_new(const Options *options, Lint **lint, GError **error);

/* What writes @format, which may be NULL: with --validate the text is what breaks the protocol,
 * in place of ladders. */
const ReportFormat *linting_format(const Options *options, const ReportFormat *format);

/* True if @format can tell what breaks the protocol, or text can in its place. */
bool linting_is_told_by(const ReportFormat *format);

/* True if what @lint looked at broke no rule whose breach is an error; NULL is fine. */
bool linting_is_met(const Lint *lint);
