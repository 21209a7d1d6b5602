/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/texts.h"
#include "dissect/sip/arrival.h"
#include "dissect/sip/scan.h"
#include "flows/link_keys.h"
#include "flows/message.h"
#include "flows/state.h"

/* To tags kept of one dialog; what is beyond is counted as ANOMALY_DIALOG_FULL. */
#define DIALOG_FORKS_MAX 64

#define DIALOG_TIMER_UNIT 4

/* The messages of one Call-ID; of a Call-ID that no INVITE holds together (a registration, a
 * subscription), one episode of them (flows.md, 2.1). */
typedef struct Dialog {
    TextId call_id;  /* 0: messages without one, grouped by their endpoints */
    TextId from, to; /* header values of the first message; without the tag where it is the end,
                      * so that all dialogs of a user share them */
    TextId from_tag;
    TextId user_agent;  /* of who sent the first request */
    TextId first_fork;  /* the callee's tag, the first one seen, */
    TextId *more_forks; /* and the others, in the order of their coming */
    uint16_t more_forks_len;
    uint16_t final_status;  /* the last final answer to reach the caller, of an INVITE's dialog
                             * no longer once that was a 2xx; 0: none yet */
    uint16_t session_timer; /* agreed upon (RFC 4028), in units of DIALOG_TIMER_UNIT seconds,
                             * rounded up; 0: none */
    uint8_t state;          /* State */
    uint8_t method;         /* Method of the first message */
    bool is_invite;         /* an INVITE, or a request of one's dialog, holds it together */
    bool is_complete;       /* episodes: the last request had its final answer, no challenge, */
    bool had_credentials;   /* by the caller carried credentials, */
    bool expires_zero;      /* wanted to end what an earlier one began, */
    uint32_t last_cseq;     /* and had this number (NOTIFYs do not count) */
    bool is_closed, is_late_removed; /* `late` was removed */
    uint8_t before_offer;            /* State before the INVITE or UPDATE in the dialog */
    uint32_t offer_cseq;             /* that has this number */
    uint32_t attempt;                /* CSeq of the caller's last request outside a dialog */
    MessageId first, last;
    MessageId recent[2]; /* the last but 64 to 127, the last but 0 to 63, by position */
    uint32_t messages;
    EndpointId caller, next_hop; /* the hop of the first message, in the caller's direction */
    uint32_t fork_hash;          /* of the first fork's tag; */
    uint32_t from_hash;          /* of the From tag: Message.to_tag compares to both */
    uint64_t hash;               /* of the Call-ID, or of the endpoints where there is none */
    DialogId next_in_bucket;
    DialogId previous, next_episode; /* of the same Call-ID, the one before, after; 0: none */
    DialogId late; /* the one of the same Call-ID that was closed before, whose number may be
                    * used again since; or, once it was removed, what dialogs_remove() was told
                    * of it; 0: there is none */
    int64_t start, end; /* the earliest and the latest time of its messages */
    LinkKeys keys;      /* what links it to others */
} Dialog;

/* All dialogs, their messages in one pool of fixed slots with a free list, and the texts and
 * endpoints that these share. */
typedef struct Dialogs Dialogs;

Dialogs *dialogs_new(void);
void dialogs_free(Dialogs *dialogs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dialogs, dialogs_free)

/* Adds a message that was scanned into @view to the dialog it belongs to, which is made if
 * there is none. Returns the dialog. Borrows nothing. What was odd
 * about keeping it is added to *@anomalies. */
DialogId dialogs_add(Dialogs *dialogs, const Arrival *arrival, const SipView *view,
                     AnomalySet *anomalies);

/* Calls @joined before the episode @from becomes a part of @into and its number is free again:
 * both were one dialog all along. */
typedef void (*DialogsJoined)(DialogId from, DialogId into, void *user);
void dialogs_watch(Dialogs *dialogs, DialogsJoined joined, void *user);

/* Marks the message that @quote (the beginning of a message that an ICMP error quotes, sent
 * from @src to @dst) belongs to as MESSAGE_UNREACHED; false if it is not known, or not among
 * the last 64 of its dialog. */
bool dialogs_mark_unreached(Dialogs *dialogs, const SipView *quote, const Endpoint *src,
                            const Endpoint *dst);

/* The dialog with this number, or NULL where it was freed; numbers run from 1 to
 * dialogs_len(). Borrowed until the next dialogs_add(). */
const Dialog *dialogs_get(const Dialogs *dialogs, DialogId id);
DialogId dialogs_len(const Dialogs *dialogs);

/* The message in this slot. Borrowed as dialogs_get(). */
const Message *dialogs_message(const Dialogs *dialogs, MessageId id);

/* The texts and the endpoints that dialogs and messages name by number. Borrowed. */
const Texts *dialogs_texts(const Dialogs *dialogs);
const Endpoints *dialogs_endpoints(const Dialogs *dialogs);

/* The hash of a message's bytes that Message.bytes_hash holds; see message_texts.h. */
uint32_t dialogs_bytes_hash(const Dialogs *dialogs, Slice text);

/* Bytes of memory in use by all of it. Room that dialogs_remove() leaves for the next dialog
 * is not in use. */
size_t dialogs_memory(const Dialogs *dialogs);
