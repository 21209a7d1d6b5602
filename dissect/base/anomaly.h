/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dissect/base/endpoint.h"

/* Everything that can be odd about an input, one row each: constant; the name that users and
 * the JSON see; what is counted, one and several; and what is odd about it. Together they make
 * a line: "3 packets cut by ...". A meaning that begins with "is" has "are" for several. What
 * is odd about a message is named by its meaning alone where the message is at hand, so a colon
 * stands between: "2 messages: SIP whose ...". */
#define ANOMALY_TABLE(ROW)                                                                     \
    ROW(CUT_SHORT, "cut-short", "packet", "packets",                                           \
        "cut short by the snapshot length, a gap or the capture's end")                        \
    ROW(MALFORMED, "malformed-packet", "packet", "packets",                                    \
        "with an impossible length or value in a header")                                      \
    ROW(UNKNOWN_LINK_TYPE, "unknown-link-type", "packet", "packets",                           \
        "of a link type that is not read")                                                     \
    ROW(TOO_DEEP, "too-deep", "packet", "packets", "with more than eight encapsulations")      \
    ROW(TIME_STEPS_BACK, "time-steps-back", "packet", "packets",                               \
        "earlier than the packet before")                                                      \
    ROW(IMPOSSIBLE_TIME, "impossible-time", "packet", "packets",                               \
        "with a time stamp that cannot be")                                                    \
    ROW(MALFORMED_BLOCK, "malformed-block", "block or record", "blocks or records",            \
        "of the file that cannot be read")                                                     \
    ROW(DESCRIPTION_DROPPED, "description-dropped", "description", "descriptions",             \
        "(names, comments, interfaces) of the file beyond those that are kept")                \
    ROW(FRAGMENT_OVERLAP, "fragment-overlap", "fragment", "fragments",                         \
        "dropped for overlapping another")                                                     \
    ROW(FRAGMENT_LOST, "fragment-lost", "fragment", "fragments", "whose rest never came")      \
    ROW(FRAGMENT_EVICTED, "fragment-evicted", "fragment", "fragments",                         \
        "given up: too many were waiting")                                                     \
    ROW(TCP_GAP, "tcp-gap", "gap", "gaps", "in TCP: bytes are missing from the capture")       \
    ROW(TCP_OVERLAP, "tcp-overlap", "TCP segment", "TCP segments",                             \
        "with other bytes than an earlier copy")                                               \
    ROW(TCP_EVICTED, "tcp-evicted", "TCP stream", "TCP streams",                               \
        "given up: too many were open")                                                        \
    ROW(TCP_NOT_FRAMED, "tcp-not-framed", "run of bytes", "runs of bytes",                     \
        "in SIP over TCP that belong to no message")                                           \
    ROW(NO_START_LINE, "no-start-line", "datagram", "datagrams",                               \
        "with SIP in it that no start line begins")                                            \
    ROW(MALFORMED_WEBSOCKET, "malformed-websocket", "WebSocket frame", "WebSocket frames",     \
        "that cannot be read")                                                                 \
    ROW(TLS, "tls", "connection", "connections", "is TLS: not read")                           \
    ROW(DTLS, "dtls", "datagram", "datagrams", "is DTLS: not read")                            \
    ROW(SCTP, "sctp", "packet", "packets", "is SCTP: not read")                                \
    ROW(SIGCOMP, "sigcomp", "datagram or connection", "datagrams or connections",              \
        "is SigComp: not read")                                                                \
    ROW(HEP, "hep", "datagram or connection", "datagrams or connections", "is HEP: not read")  \
    ROW(ESP, "esp", "packet", "packets", "is encrypted ESP: not read")                         \
    ROW(ICMP_QUOTES_SIP, "icmp-quotes-sip",                                                    \
        "message:", "messages:", "SIP that did not arrive, as an ICMP error says")             \
    ROW(MALFORMED_SIP, "malformed-sip",                                                        \
        "message:", "messages:", "SIP whose grammar is broken")                                \
    ROW(NO_CALL_ID, "no-call-id",                                                              \
        "message:", "messages:", "SIP without a Call-ID, kept together by its endpoints")      \
    ROW(NOT_UTF8, "not-utf8", "message:", "messages:", "SIP with bytes that are not UTF-8")    \
    ROW(BARE_LF, "bare-lf", "message:", "messages:", "SIP with lines that end in LF alone")    \
    ROW(MISSING_HEADER, "missing-header",                                                      \
        "message:", "messages:", "SIP without To, From, CSeq or Via")                          \
    ROW(BAD_CSEQ, "bad-cseq",                                                                  \
        "message:", "messages:", "a CSeq that is no number and method, or another method")     \
    ROW(BAD_CONTENT_LENGTH, "bad-content-length",                                              \
        "message:", "messages:", "a Content-Length that is wrong or no number")                \
    ROW(NO_CONTENT_LENGTH, "no-content-length",                                                \
        "message:", "messages:", "SIP over a stream without Content-Length")                   \
    ROW(BAD_VERSION, "bad-version",                                                            \
        "message:", "messages:", "SIP of another version than 2.0")                            \
    ROW(BAD_STATUS, "bad-status", "message:", "messages:", "a status outside 100 to 699")      \
    ROW(BAD_URI, "bad-uri", "message:", "messages:", "SIP with a URI that breaks the grammar") \
    ROW(BAD_BRANCH, "bad-branch",                                                              \
        "message:", "messages:", "a Via whose branch is the magic cookie alone")               \
    ROW(BAD_DATE, "bad-date", "message:", "messages:", "a Date that is not in GMT")            \
    ROW(REPEATED_HEADER, "repeated-header",                                                    \
        "message:", "messages:", "SIP with a header twice that may be there once")             \
    ROW(PARSE_REFUSED, "parse-refused",                                                        \
        "message:", "messages:", "SIP that the full parser refuses")                           \
    ROW(DIALOG_FULL, "dialog-full",                                                            \
        "message:", "messages:", "a dialog with more forks than are kept")                     \
    ROW(OUT_OF_MEMORY, "memory-bound",                                                         \
        "packet:", "packets:", "the last one read, for --memory was reached")

typedef enum Anomaly {
#define ANOMALY_ENUM(id, name, one, many, meaning) ANOMALY_##id,
    ANOMALY_TABLE(ANOMALY_ENUM)
#undef ANOMALY_ENUM
        ANOMALY_COUNT
} Anomaly;

/* A set of anomalies: bit N stands for anomaly N. */
typedef uint64_t AnomalySet;
#define ANOMALY_BIT(anomaly) (UINT64_C(1) << (anomaly))

/* The name, as "cut-short"; what is counted, as "packet" or, for another @count than 1,
 * "packets"; and the meaning. All static. */
const char *anomaly_name(Anomaly anomaly);
const char *anomaly_unit(Anomaly anomaly, uint64_t count);
const char *anomaly_meaning(Anomaly anomaly);

/* How many packet numbers are kept as examples of each anomaly. */
#define ANOMALY_EXAMPLES 5

/* How many endpoints are told apart, and how often something occurred at one of them. */
#define ANOMALY_ENDPOINTS 1024u
typedef struct AnomalyAt {
    Endpoint server;
    uint64_t count;
} AnomalyAt;

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

/* Counts @anomaly once and under @server, the side that listens; at most
 * ANOMALY_ENDPOINTS are told apart, the rest counts all the same. */
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

/* The endpoints where @anomaly occurred most often: at most @max to @most, how many there are
 * as the result. Among equals those with a port for SIP are first, then it goes by address. */
unsigned anomalies_endpoints(const Anomalies *anomalies, Anomaly anomaly, AnomalyAt *most,
                             unsigned max);
