/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* The direction of a stream (RFC 8866 6.7). */
typedef enum SdpDirection {
    SDP_SENDRECV,
    SDP_SENDONLY,
    SDP_RECVONLY,
    SDP_INACTIVE,
} SdpDirection;

#define SDP_STREAMS_MAX 8
#define SDP_CODECS_MAX 16

/* The payload type of a format that is none of RTP's, as the t38 of "image 4000 udptl t38". */
#define SDP_NO_PAYLOAD_TYPE 128

typedef struct SdpCodec {
    unsigned payload_type;
    Slice name; /* "PCMU" of "PCMU/8000"; for a static type without rtpmap, RFC 3551's name; for
                 * what is not RTP the format as it is written; empty if nothing names it */
} SdpCodec;

/* One m= section. */
typedef struct SdpStream {
    Slice media;   /* "audio" */
    uint16_t port; /* 0: refused or disabled */
    Slice address; /* its own c= line's, or the session's */
    SdpDirection direction;
    SdpCodec codecs[SDP_CODECS_MAX];
    unsigned codecs_len;
} SdpStream;

/* A session description as far as a call's story needs it (RFC 8866). Borrowed. */
typedef struct Sdp {
    Slice origin; /* the o= line's value */
    SdpStream streams[SDP_STREAMS_MAX];
    unsigned streams_len; /* what is beyond the bound is not kept */
    bool is_hold; /* flows.md, condition `hold`: at least one stream has a port, and every one
                   * that has is sendonly or inactive, or its address is 0.0.0.0 or :: */
} Sdp;

/* Finds the session description in the body of a message with this Content-Type: the body
 * itself, or the first application/sdp part of a multipart body (RFC 2046). Without a
 * Content-Type a body that begins with "v=0" counts. False if there is none. */
bool sdp_find(Slice content_type, Slice body, Slice *sdp);

/* Reads a session description into @out, tolerant as the scanner is. */
void sdp_scan(Slice sdp, Sdp *out);

/* Sdp.is_hold alone, for a fifth of what sdp_scan() costs. */
bool sdp_is_hold(Slice sdp);
