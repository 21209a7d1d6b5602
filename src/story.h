/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "src/options.h"

/* The exit status, as the manual says: the first that applies. */
typedef enum StoryStatus {
    STORY_OK = 0,
    STORY_FAILED = 1,     /* an expectation failed */
    STORY_USAGE = 2,      /* the command line is wrong */
    STORY_INCOMPLETE = 3, /* an input could not be read whole, or an output not written */
} StoryStatus;

/* Reads the inputs of @options and writes the reports it asks for. What an input lacks is said
 * on standard error. For STORY_USAGE, and where something else is to be said at the end, @error
 * is set. */
StoryStatus story_tell(const Options *options, GError **error);
