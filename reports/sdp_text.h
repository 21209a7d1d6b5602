/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/sip/scan.h"
#include "dissect/sip/sdp.h"

/* Reads the session description of a scanned message; false if it has none. */
bool sdp_text_read(const SipView *view, Sdp *out);

/* The names of a stream's codecs, at most @max and then how many more, as "PCMU/PCMA +2". What
 * nothing names is its payload type. Escaped as terminal_append() does. */
void sdp_text_codecs(GString *out, const SdpStream *stream, unsigned max, bool unicode);

/* A description in a few words, what matters most in front, as a narrow place cuts the rest:
 * "192.0.2.10:4000 sendonly PCMU/PCMA, video 192.0.2.10:4002 H264". A stream that is refused is
 * "no video"; audio and sendrecv go without saying. Escaped. */
void sdp_text_summary(GString *out, const Sdp *sdp, bool unicode);

/* "sendrecv" and so on; static. */
const char *sdp_text_direction(SdpDirection direction);
