/* SPDX-License-Identifier: Apache-2.0 */
#include "src/say.h"

#include <glib.h>
#include <stdio.h>

void say(const char *text)
{
    g_autoptr(GString) line = g_string_new("sipstory: ");

    for (; *text; text++)
        if (g_ascii_iscntrl(*text))
            g_string_append_printf(line, "\\x%02x", (unsigned char)*text);
        else
            g_string_append_c(line, *text);
    g_string_append_c(line, '\n');
    fputs(line->str, stderr);
}
