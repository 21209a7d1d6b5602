/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dissect/base/endpoint.h"

/* Everything that can be odd about an input, one row each: constant, the name that users and
 * the JSON see, and what it means in a sentence's end ("3 packets: cut by the snapshot ...").
 */
#define ANOMALY_TABLE(ROW)                                                                     \
    ROW(CUT_SHORT, "cut-short", "cut by the snapshot length or the capture's end")             \
    ROW(MALFORMED, "malformed-packet", "a header holds a length or value that cannot be")      \
    ROW(UNKNOWN_LINK_TYPE, "unknown-link-type", "a link type that is not read")                \
    ROW(TOO_DEEP, "too-deep", "more than eight encapsulations")                                \
    ROW(TIME_STEPS_BACK, "time-steps-back", "earlier than the packet before it")               \
    ROW(MALFORMED_BLOCK, "malformed-block", "a pcapng block or record that cannot be read")    \
    ROW(FRAGMENT_OVERLAP, "fragment-overlap", "a fragment overlaps another and was dropped")   \
    ROW(FRAGMENT_LOST, "fragment-lost", "fragments whose rest never came")                     \
    ROW(FRAGMENT_EVICTED, "fragment-evicted", "fragments given up: too many were waiting")     \
    ROW(TCP_GAP, "tcp-gap", "TCP bytes are missing from the capture")                          \
    ROW(TCP_OVERLAP, "tcp-overlap", "a TCP segment repeats bytes with other content")          \
    ROW(TCP_EVICTED, "tcp-evicted", "TCP connections given up: too many were open")            \
    ROW(TCP_NOT_FRAMED, "tcp-not-framed",                                                      \
        "bytes in a SIP connection that belong to no message")                                 \
    ROW(MALFORMED_WEBSOCKET, "malformed-websocket", "a broken WebSocket frame")                \
    ROW(TLS, "tls", "TLS: not read")                                                           \
    ROW(DTLS, "dtls", "DTLS: not read")                                                        \
    ROW(SCTP, "sctp", "SCTP: not read")                                                        \
    ROW(SIGCOMP, "sigcomp", "SigComp: not read")                                               \
    ROW(HEP, "hep", "HEP: not read")                                                           \
    ROW(ESP, "esp", "ESP that is encrypted: not read")                                         \
    ROW(ICMP_QUOTES_SIP, "icmp-quotes-sip", "an ICMP error says that SIP did not arrive")      \
    ROW(MALFORMED_SIP, "malformed-sip", "SIP whose grammar is broken")                         \
    ROW(NO_CALL_ID, "no-call-id", "SIP without a Call-ID: shown as a call of its own")         \
    ROW(NOT_UTF8, "not-utf8", "SIP with bytes that are not UTF-8")                             \
    ROW(BARE_LF, "bare-lf", "SIP with lines that end in LF alone")                             \
    ROW(MISSING_HEADER, "missing-header", "SIP without To, From, CSeq or Via")                 \
    ROW(BAD_CSEQ, "bad-cseq", "a CSeq that is no number and method, or another method")        \
    ROW(BAD_CONTENT_LENGTH, "bad-content-length",                                              \
        "a Content-Length that is wrong or no number")                                         \
    ROW(NO_CONTENT_LENGTH, "no-content-length", "SIP over a stream without Content-Length")    \
    ROW(PARSE_REFUSED, "parse-refused", "SIP that the full parser refuses")                    \
    ROW(DIALOG_FULL, "dialog-full", "a dialog with more forks than are kept")                  \
    ROW(OUT_OF_MEMORY, "memory-bound", "the last packet read: --memory was reached")

typedef enum Anomaly {
#define ANOMALY_ENUM(id, name, meaning) ANOMALY_##id,
    ANOMALY_TABLE(ANOMALY_ENUM)
#undef ANOMALY_ENUM
        ANOMALY_COUNT
} Anomaly;

/* A set of anomalies: bit N stands for anomaly N. */
typedef uint64_t AnomalySet;
#define ANOMALY_BIT(anomaly) (UINT64_C(1) << (anomaly))

/* The name, as "cut-short", and the meaning; both static. */
const char *anomaly_name(Anomaly anomaly);
const char *anomaly_meaning(Anomaly anomaly);

/* How many packet numbers are kept as examples of each anomaly. */
#define ANOMALY_EXAMPLES 5

/* What was odd about one input: counts, the first packets as examples, and, for what is
 * recognised but not read, the endpoints. */
typedef struct Anomalies Anomalies;

Anomalies *anomalies_new(void);
void anomalies_free(Anomalies *anomalies);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Anomalies, anomalies_free)

/* Counts @anomaly once, seen in packet number @packet. */
void anomalies_add(Anomalies *anomalies, Anomaly anomaly, uint64_t packet);

/* Counts each anomaly of @set once. */
void anomalies_add_set(Anomalies *anomalies, AnomalySet set, uint64_t packet);

/* Counts @anomaly once and under @server, the side that listens; at most 1,024 endpoints are
 * told apart, the rest counts all the same. */
void anomalies_add_at(Anomalies *anomalies, Anomaly anomaly, uint64_t packet,
                      const Endpoint *server);

/* Moves everything that @from has counted to @anomalies; the smallest packet numbers stay as
 * examples. @from is empty afterwards. */
void anomalies_take(Anomalies *anomalies, Anomalies *from);

/* How often @anomaly occurred; the packets kept as examples, *@packets borrowed from
 * @anomalies, and how many of them there are as the result. */
uint64_t anomalies_count(const Anomalies *anomalies, Anomaly anomaly);
unsigned anomalies_examples(const Anomalies *anomalies, Anomaly anomaly,
                            const uint64_t **packets);

/* The endpoint that @anomaly occurred at @rank-th most often (from 0), ties by address; its
 * count, or 0 and @server untouched if there are fewer. */
uint64_t anomalies_endpoint(const Anomalies *anomalies, Anomaly anomaly, unsigned rank,
                            Endpoint *server);
