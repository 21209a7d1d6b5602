/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a decoder says of the bytes it was given. Its output is untouched unless it says ok. */
typedef enum Verdict {
    VERDICT_OK,          /* decoded; the output is filled */
    VERDICT_NOT_MINE,    /* these bytes are something else; no fault */
    VERDICT_MORE_NEEDED, /* a good beginning whose rest is still to come */
    VERDICT_CUT_SHORT,   /* the capture holds fewer bytes than the headers need */
    VERDICT_MALFORMED,   /* a length or value that cannot be */
} Verdict;
