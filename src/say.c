/* SPDX-License-Identifier: Apache-2.0 */
#include "src/say.h"

#include <stdio.h>

#include "reports/terminal.h"
#include "src/screen.h"

void say(const char *text)
{
    g_autoptr(GString) line = g_string_new("sipstory: ");

    terminal_append(line, slice_text(text), screen_has_unicode());
    g_string_append_c(line, '\n');
    fputs(line->str, stderr);
}
