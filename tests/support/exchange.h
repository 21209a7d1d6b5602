/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"

/* A SIP exchange told in few lines, for tests. Names are parties:
 *
 *     g_autoptr(Exchange) x = exchange_new();
 *
 *     say(x, "A", "P", "INVITE");
 *     say(x, "P", "B", "INVITE");             P received it: a relay, with a second Via
 *     say(x, "B", "P", "180");                an answer to the last request on that hop
 *     say(x, "P", "A", "180");                relayed: B's To tag, B's body
 *     say(x, "B", "P", "200");
 *     say(x, "P", "A", "200");
 *     say(x, "A", "P", "ACK");
 *     say(x, "B", "A", "BYE", .after_ms = 5000);
 *     say(x, "A", "B", "200 BYE");
 *
 * Each line is a real message that goes through the scanner into `dialogs`. Via stack,
 * branches, tags, CSeq, Contact and SDP follow from what was said before; the options below say
 * otherwise. Names become addresses: A is 192.0.2.1, B .2, C .3 and so on, all at port 5060;
 * "A:40000" is A at another port; exchange_place() puts a name elsewhere. */
typedef struct Exchange {
    Dialogs *dialogs;
    CallOptions options;  /* for exchange_call(): duplicate window 100 ms, ends with the last */
    AnomalySet anomalies; /* what dialogs_add() said so far */
    int64_t time;         /* of the last message; each comes 10 ms after the one before */
    MessageId last;       /* the last message */
    GPtrArray *said;      /* every message, of this file's own type */
    GHashTable *places;   /* name -> Endpoint */
    const char *call_id;  /* of what comes next; "" leaves the header out */
    uint64_t packets;
} Exchange;

/* What a message has otherwise than by default. Zero and NULL mean the default. */
typedef struct Wish {
    int after_ms;   /* time since the message before; -1: the same time */
    const char *as; /* the party that speaks, where it has a second address of its own */
    unsigned cseq;  /* else: the relayed, acknowledged or cancelled request's, or the next */
    bool no_cseq;
    const char *branch;    /* topmost Via's; else "z9hG4bK-" and the hop, CSeq and method */
    bool no_branch;        /* no branch parameter in the topmost Via (RFC 2543) */
    const char *to_tag;    /* "" for none */
    const char *from_tag;  /* "" for none */
    const char *from, *to; /* whole values without tag, as "<sip:1001@example.net>" */
    const char *contact;   /* whole value; "" for none */
    bool sdp;              /* has SDP; INVITEs and their 2xx have anyway, unless */
    bool no_sdp;           /* they have not */
    bool hold;             /* its SDP is sendonly */
    unsigned sdp_version;  /* of the origin */
    const char *media;     /* media address, else the party's own, port 4000 */
    int rseq;
    const char *expires; /* the header's value */
    bool credentials;    /* a request carries credentials; 401 and 407 always challenge, */
    const char *nonce;   /* with this nonce, else "n1" */
    const char *headers; /* further lines, each with its line end */
    unsigned ip_id;      /* else the packet's number */
    bool no_ip_id;       /* zero, as some stacks send */
    unsigned late; /* it waited while so many messages came that were captured behind it */
    unsigned input;
} Wish;

/* Nothing was said; Call-ID "call-1". The caller owns it. */
Exchange *exchange_new(void);
void exchange_free(Exchange *exchange);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Exchange, exchange_free)

/* @from sends @start to @to: "INVITE", "INVITE sip:x@example.net", "180", "486 Busy Here",
 * "200 CANCEL" (an answer to the last CANCEL rather than to the last request on this hop).
 * Returns its number; options follow as designated initializers of Wish. */
MessageId exchange_say(Exchange *exchange, const char *from, const char *to, const char *start,
                       const Wish *wish);
#define say(exchange, from, to, start, ...)                                                    \
    exchange_say(exchange, from, to, start, &(Wish){ __VA_ARGS__ })

/* The bytes of message @id are seen once more, between @from and @to, or its own ends if NULL.
 */
MessageId exchange_repeat(Exchange *exchange, MessageId id, const char *from, const char *to,
                          const Wish *wish);
#define say_again(exchange, id, ...)                                                           \
    exchange_repeat(exchange, id, NULL, NULL, &(Wish){ __VA_ARGS__ })

/* Any text, as it was captured. For what is not well-formed, and for floods: nothing is kept.
 */
MessageId exchange_feed(Exchange *exchange, Slice text, const char *from, const char *to);

/* Puts the party @name at @address, "192.0.2.9:5070" or "[2001:db8::1]:5060". */
void exchange_place(Exchange *exchange, const char *name, const char *address);

/* Where the party @name is. */
Endpoint exchange_endpoint(const Exchange *exchange, const char *name);

/* The message's text and its arrival, as they were fed; borrowed. */
const Arrival *exchange_arrival(const Exchange *exchange, MessageId id);

/* The message, its dialog's number and its dialog; borrowed from the dialogs. */
const Message *exchange_message(const Exchange *exchange, MessageId id);
DialogId exchange_dialog_id(const Exchange *exchange, MessageId id);
const Dialog *exchange_dialog(const Exchange *exchange, MessageId id);

/* How many dialogs there are. */
unsigned exchange_dialogs(const Exchange *exchange);
