/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/dialog.h"
#include "flows/judgement.h"
#include "flows/repeats.h"

/* A party of one call: one or more endpoints that act as one (design.md, "Endpoints and
 * participants"). */
typedef struct Participant {
    char role;             /* 'A', 'P', 'B' or 'C'; 0 while roles are not known */
    EndpointId *addresses; /* in the order of their appearance */
    unsigned addresses_len;
    bool passes_on;   /* it is a server: requests that it received leave it again */
    Slice user;       /* a terminal's user (From, To or Contact), or empty; borrowed */
    const char *name; /* as --name or the capture gives it, or NULL; borrowed */
} Participant;

/* One message of a call, with what only the whole call tells of it. */
typedef struct CallMessage {
    const Message *message; /* borrowed from the dialogs */
    MessageId id;
    unsigned dialog;   /* index into Call.dialogs */
    unsigned from, to; /* indexes into Call.participants */
    Repeat repeat;
    unsigned original; /* index of the message that this one repeats; its own if none */
} CallMessage;

/* One call: a dialog or an episode, or several that are linked, made for being reported and
 * freed afterwards. Its arrays live as long as it does. */
typedef struct Call {
    uint64_t id; /* by the time of the first message over the whole input, from 1 */
    int64_t start, end;
    const Dialog **dialogs; /* borrowed dialogs, in the order of their start */
    unsigned dialogs_len;
    const char **linked_by; /* of each dialog: the evidence that joined it to those before, as
                             * "x-call-id"; NULL for the first. Borrowed */
    char *late;        /* owned; linked_by of the first dialog where its Call-ID is one of an
                        * earlier call that was over: "late: call 3"; NULL: it is not */
    uint64_t possibly; /* number of a call that may be the same one, on evidence too weak to
                        * join them; 0: none */
    Participant *participants; /* A, P, B, C once roles are known, else as they appear */
    unsigned participants_len;
    CallMessage *messages; /* in order */
    unsigned messages_len;
    State state;
    unsigned final_status; /* 0: none */
    char released_by;      /* role of who hung up, seen or not; 0: nobody, or not known */
    unsigned folded;       /* further calls like this one that have no line of their own */
    uint64_t folded_into;  /* number of the call that it is told with; 0: none */
    unsigned retransmissions, duplicates; /* of messages_len */
    int64_t setup_ms, ring_ms, talk_ms;   /* -1: it did not come to that */
    const Judgement *judgement; /* NULL: not held against the flows. Borrowed, while the call
                                 * is reported */
} Call;

/* How endpoints are folded into participants. */
typedef enum EndpointsMode {
    ENDPOINTS_AUTO,    /* ports of one address fold unless they act as parties of their own */
    ENDPOINTS_IP,      /* one participant for each address */
    ENDPOINTS_IP_PORT, /* one for each address and port */
} EndpointsMode;

/* Looks up the name of an endpoint; NULL if it has none. Borrowed. */
typedef const char *(*CallNameOf)(const Endpoint *endpoint, void *user);

typedef struct CallOptions {
    int64_t duplicate_window; /* ns */
    EndpointsMode endpoints;
    CallNameOf name_of; /* may be NULL */
    void *name_user;
    int64_t capture_end; /* time of the last packet of any protocol: is an answer overdue? */
} CallOptions;

/* What a call consists of. */
typedef struct CallParts {
    const DialogId *dialogs; /* at least one, in the order of their start */
    unsigned dialogs_len;
    const char *const *linked_by; /* as Call.linked_by; may be NULL */
    uint64_t id, possibly;        /* as in Call */
    uint64_t late;                /* number of the call whose Call-ID comes again; 0: none */
} CallParts;

/* Makes the call that consists of @parts. The caller owns it; it borrows from @dialogs until
 * that changes. */
Call *call_new(const Dialogs *dialogs, const CallParts *parts, const CallOptions *options);

/* Makes @judgement, which is borrowed, the call's, and its roles those of the participants. */
void call_judge(Call *call, const Judgement *judgement, const Texts *texts);

void call_free(Call *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Call, call_free)

/* The users of the call as the From and To of its first dialog name them: user part, or host
 * where there is none. Borrowed. */
Slice call_from(const Call *call, const Texts *texts);
Slice call_to(const Call *call, const Texts *texts);
