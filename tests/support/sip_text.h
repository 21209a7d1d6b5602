/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/sip/scan.h"
#include "tests/support/slices.h"

/* Messages written out in a test. */

/* A request whose headers are @headers, each with its line end. */
#define REQUEST(headers) "INVITE sip:b@example.net SIP/2.0\r\n" headers "\r\n"
#define ANSWER(headers) "SIP/2.0 200 OK\r\n" headers "\r\n"

/* What a message cannot do without. */
#define NEEDED                                                                                 \
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n"                                      \
    "From: <sip:a@example.net>;tag=1\r\n"                                                      \
    "To: <sip:b@example.net>\r\n"                                                              \
    "Call-ID: c1@example.net\r\n"                                                              \
    "CSeq: 1 INVITE\r\n"

/* What the scan finds in @text, which is SIP and outlives the view. */
static inline SipView scan(const char *text)
{
    SipView view;

    g_assert_true(scan_message(slice_text(text), &view));
    return view;
}

/* Asserts that the scan of @text finds these anomalies and no others. */
static inline void assert_anomalies(const char *text, AnomalySet expected)
{
    AnomalySet found = scan(text).anomalies;

    for (unsigned i = 0; i < ANOMALY_COUNT; i++)
        if ((found ^ expected) >> i & 1)
            g_error("%s %s in:\n%s", anomaly_name(i), found >> i & 1 ? "found" : "not found",
                    text);
}
