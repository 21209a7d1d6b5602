/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/left_out.h"

char *left_out_text(const ReportContext *context)
{
    if (context->left_out == 0)
        return NULL;
    return g_strdup_printf(
        "%u of %u calls are left out; those that deviate from their flow come "
        "first, then the earliest; --limit sets the number, --number, --from, "
        "--flow and --verdict select",
        context->left_out, context->left_out + context->limit);
}
