/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/lint.h"
#include "src/options.h"

/* Reads --validate and --ignore of @options: *@lint is what looks at calls, owned by the
 * caller, or NULL without --validate. False and @error (OPTIONS_ERROR) if a rule is not known.
 */
bool linting_new(const Options *options, Lint **lint, GError **error);

/* True if what @lint looked at broke no rule whose breach is an error; NULL is fine. */
bool linting_is_met(const Lint *lint);
