/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/anomaly.h"
#include "dissect/base/slice.h"
#include "dissect/sip/method.h"

/* One Via value (RFC 3261 20.42). */
typedef struct ViaView {
    Slice sent_by; /* host or host:port */
    Slice branch;  /* with its magic cookie, if it has one */
} ViaView;

/* A challenge (WWW-Authenticate, Proxy-Authenticate) or credentials (Authorization,
 * Proxy-Authorization); RFC 3261 22. Texts without their quotes. The first header counts. */
typedef struct AuthView {
    bool present;
    Slice realm, nonce;
} AuthView;

/* What one pass over a message finds, all of it borrowed from the message's bytes. A header
 * that is missing is an empty slice; of a header that is there twice the first counts. Values
 * are trimmed; a folded value (RFC 3261 7.3.1) keeps its line ends inside. A header line that
 * the text ends in is missing: half a Call-ID or tag would be another one. */
typedef struct SipView {
    Slice text;       /* the whole message */
    Slice start_line; /* without its line end */
    Slice headers;    /* from after the start line to the empty line */
    Slice body;       /* as long as Content-Length says, or as there is */
    size_t body_at;   /* where it begins in the text; text.len if nothing is there */
    bool is_cut;      /* the text ends before the empty line */
    bool is_request;
    Method method;     /* of the request; of a response, that of its CSeq */
    Slice method_text; /* the same as text, for METHOD_OTHER */
    Slice request_uri; /* requests */
    unsigned status;   /* responses: 100 to 999 (0 if it is not that) */
    Slice reason;      /* responses */
    Slice call_id;
    Slice from, to; /* whole values, parameters included */
    Slice from_tag, to_tag;
    Slice cseq_text; /* as it is written, "0009 INVITE" */
    uint32_t cseq;   /* the number, 0 if there is none or it is beyond 32 bits */
    Method cseq_method;
    unsigned vias;           /* how many Via values */
    ViaView via[2];          /* the two topmost */
    int64_t expires;         /* header, seconds, at most 2^32-1; -1 if absent or no number */
    int64_t contact_expires; /* of the first Contact that has the parameter; -1 if none */
    bool contact_is_star;    /* Contact: * */
    Slice contact;           /* first value */
    Slice contact_host;      /* host or host:port of its URI */
    uint32_t rseq;           /* RFC 3262; 0 if there is none */
    int64_t session_expires; /* RFC 4028, seconds; -1 if absent */
    AuthView challenge, credentials;
    bool has_record_route;
    int64_t content_length; /* -1 if absent or no number, */
    bool is_length_bad;     /* which this tells apart */
    Slice content_type;
    Slice user_agent; /* User-Agent, or Server in a response */
    Slice refer_to, replaces;
    Slice session_id;        /* RFC 7989 */
    Slice charging;          /* P-Charging-Vector, RFC 7315 */
    Slice x_call_id, x_cid;  /* another dialog's Call-ID, by custom of servers that call on */
    Slice asserted_identity; /* P-Asserted-Identity, RFC 3325: first value */
    AnomalySet anomalies;
} SipView;

/* Scans the message @text into @out, which borrows from it. One pass, no allocation. Tolerant:
 * false only if @text does not begin with a SIP start line; whatever else is wrong is in
 * out->anomalies and the rest is found all the same. */
bool scan_message(Slice text, SipView *out);

/* All that is odd about a message that arrived with @arrived (Arrival.anomalies). What the
 * capture cut is no fault of its sender: then only what @arrived has counts. */
AnomalySet scan_anomalies(const SipView *view, AnomalySet arrived);

/* The value of the first header called @name (any case; its compact form is found too), for
 * what SipView does not hold. Empty if there is none. Borrowed from the message. */
Slice scan_header(const SipView *view, const char *name);

/* Walks the headers in the order of the message: *@at is 0 at first and is moved on. False at
 * the end. The name as it is written, the value trimmed. */
bool scan_next_header(const SipView *view, size_t *at, Slice *name, Slice *value);
