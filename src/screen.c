/* SPDX-License-Identifier: Apache-2.0 */
#include "src/screen.h"

#include <glib.h>
#include <langinfo.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

unsigned screen_width(int wanted)
{
    struct winsize size;
    const char *columns = g_getenv("COLUMNS");

    if (wanted > 0)
        return (unsigned)wanted;
    if (!isatty(STDOUT_FILENO))
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return columns && atoi(columns) > 0 ? (unsigned)atoi(columns) : 80;
}

bool screen_has_unicode(void)
{
    return g_str_equal(nl_langinfo(CODESET), "UTF-8");
}

bool screen_has_color(bool always, bool never)
{
    const char *no_color = g_getenv("NO_COLOR");
    const char *term = g_getenv("TERM");

    if (always || never)
        return always;
    return isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
           !(term && g_str_equal(term, "dumb"));
}
