/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/sip/scan.h"
#include "flows/message.h"
#include "flows/pool.h"

/* What a dialog may have in common with the other legs of its call, or with related calls
 * (flows.md, 5), taken in while its messages come.
 *
 * A user is kept as its last seven digits and how many there are; one that is no number, as
 * "alice", as a hash; who is anonymous is nobody. */
typedef struct LinkKeys {
    uint32_t called[2];  /* users of the first Request-URI and of To; 0: none, and so below */
    uint32_t calling[2]; /* of From and of P-Asserted-Identity */
    uint32_t origin[2];  /* hashes of the first session description that the caller sent, and */
    uint32_t media[2];   /* of the callee's: who made it; where its first stream is received */
    EndpointId callee;   /* the last to receive the INVITE of those that it was passed on to */
    uint32_t values;     /* chain of what few dialogs have, in the LinkStore */
    uint8_t values_len;
    bool has_invite; /* the first initial INVITE was taken in */
    bool has_forks;  /* somebody else than `callee` may be the last, too */
    bool has_hold;   /* an offer inside the dialog held */
} LinkKeys;

/* What a value is of. */
typedef enum LinkKind {
    LINK_NAMES,        /* another Call-ID, named by a header for that */
    LINK_SESSION,      /* the caller's half of a Session-ID (RFC 7989), */
    LINK_SESSION_PAIR, /* both halves, whichever is first */
    LINK_CHARGING,     /* the icid of a P-Charging-Vector (RFC 7315) */
    LINK_REPLACES,     /* the Call-ID in a Replaces (RFC 3891), in a Refer-To too */
    LINK_REFER,        /* the user in a Refer-To (RFC 3515), and the REFER */
} LinkKind;

/* Headers that a user may name. */
#define LINK_HEADERS_MAX 16

/* Values kept of one dialog; what is beyond is not looked at. */
#define LINK_VALUES_MAX 8

typedef struct LinkValue {
    uint64_t hash;  /* of a Call-ID as Dialog.hash; LINK_REFER: the user, then the MessageId */
    uint32_t next;  /* of the same dialog; 0: none */
    uint8_t kind;   /* LinkKind */
    uint8_t header; /* LINK_NAMES: which header, as in link_keys_header() */
} LinkValue;

/* The values of all dialogs. */
typedef struct LinkStore {
    Pool values;
    uint64_t seed;
    char **headers; /* further headers that name another Call-ID, in lower case; or NULL */
} LinkStore;

void link_store_init(LinkStore *store, uint64_t seed);
void link_store_clear(LinkStore *store);

/* Lets the headers @names, NULL at the end, name other Call-IDs too. Before any message. */
void link_store_name_headers(LinkStore *store, char *const *names);

/* The store of @dialogs, declared here since there is no Dialogs without dialog.h. Borrowed. */
typedef struct Dialogs Dialogs;
LinkStore *link_store_of(Dialogs *dialogs);

/* Bytes of memory in use. */
size_t link_store_memory(const LinkStore *store);

/* False if link_keys_take() would find nothing in a message like this. */
static inline bool link_keys_want(const Message *message)
{
    return message->method == METHOD_INVITE || message->method == METHOD_REFER ||
           message->flags & MESSAGE_HOLD;
}

/* Takes in what message @id, scanned into @view, tells of its dialog. */
void link_keys_take(LinkStore *store, LinkKeys *keys, const Message *message, MessageId id,
                    const SipView *view);

/* Gives back the values of @keys. */
void link_keys_drop(LinkStore *store, LinkKeys *keys);

/* The user of a URI as LinkKeys holds it. */
uint32_t link_keys_user(const LinkStore *store, Slice user);

/* True if both are the same user: of two numbers the shorter one, of at least three digits,
 * may be the end of the longer one (a prefix, an extension). */
bool link_keys_same_user(uint32_t a, uint32_t b);

/* The name of the header @index, as "x-call-id". Borrowed. */
const char *link_keys_header(const LinkStore *store, unsigned index);
