/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/anomaly.h"
#include "dissect/base/slice.h"
#include "dissect/base/verdict.h"
#include "dissect/sip/scan.h"

/* How far framing_stream() got with a message whose end is still to come, so that no byte is
 * looked at twice; nobody else's business. Offsets count from the message's first byte. */
typedef struct FrameSearch {
    size_t line;        /* where the line begins that is not whole yet */
    size_t seen;        /* between line and here there is no line end */
    size_t judged;      /* so many bytes of the start line were judged */
    size_t headers_len; /* start line to empty line; 0 until that is found */
    uint64_t length;    /* what Content-Length says */
    int length_kind;
} FrameSearch;

/* Where one SIP message begins and ends in the bytes that carried it (RFC 3261 7.5, 18.3). */
typedef struct Frame {
    size_t skip;          /* bytes before the message: keep-alives (RFC 5626), or garbage */
    size_t len;           /* of the message */
    AnomalySet anomalies; /* what the framing had to guess */
    FrameSearch search;
} Frame;

/* True if @in begins like SIP: a status line, or a request line with its SIP/2.0; for fewer
 * bytes than a start line, true if it still may. Costs a look at one byte for RTP. */
bool framing_begins_sip(Slice in);

/* True if a message, or the line ends before it, can begin with @first: no RTP does, no STUN,
 * no TLS. */
bool framing_can_begin_with(uint8_t first);

/* True if @in, a datagram in which no message begins, holds some of one all the same: the
 * version among its first 2,048 bytes, where the Via has it. Costs a look at one byte for RTP.
 */
bool framing_holds_sip(Slice in);

/* Finds the first message of a datagram and scans it into @view, which borrows from @in.
 * Several may follow each other in one: call again with what is left. A body shorter than
 * Content-Length is taken as it is and marked. VERDICT_OK or VERDICT_NOT_MINE; the latter also
 * for a datagram of keep-alive bytes alone, and @view is then of no use. */
Verdict framing_datagram(Slice in, SipView *view, Frame *out);

/* Finds the first message of a stream. @frame is all zero at first; after VERDICT_MORE_NEEDED
 * call again with the same frame and with the same bytes and more. @at_end: nothing will
 * follow. VERDICT_OK; an end in the midst of the body is marked cut-short.
 * VERDICT_MORE_NEEDED while the message is incomplete. VERDICT_NOT_MINE if no message begins
 * here, VERDICT_CUT_SHORT if the end is in the midst of start line or headers: frame->skip is
 * then the number of bytes up to where one may begin, marked tcp-not-framed unless they are
 * keep-alives. Without a Content-Length the message ends at the next start line or at the end
 * of what is there. */
Verdict framing_stream(Slice in, bool at_end, Frame *frame);
