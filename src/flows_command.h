/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "src/story.h"

/* "sipstory flows": lists the library, prints templates of it, checks files. @argv begins with
 * the word "flows". Faults of checked files are said; for STORY_USAGE @error is set. */
StoryStatus flows_command(int argc, char **argv, GError **error);
