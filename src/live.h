/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "src/options.h"
#include "src/story.h"

/* A running capture: reads the interfaces of @options until it is told to end, and tells every
 * call when it begins, changes and ends. What is odd is said on standard error, and there is
 * the status line of a terminal. For STORY_USAGE, and where something else is to be said at the
 * end, @error is set. */
StoryStatus live_run(const Options *options, GError **error);
