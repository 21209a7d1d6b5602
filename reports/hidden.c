/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/hidden.h"

bool hidden_is(gunichar character)
{
    if (character < 0x7f)
        return character < ' ';
    switch (g_unichar_type(character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR: return true;
    default: return false;
    }
}
