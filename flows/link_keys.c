/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/link_keys.h"

#include <string.h>

#include "dissect/base/hash.h"
#include "dissect/sip/name_addr.h"
#include "dissect/sip/params.h"
#include "dissect/sip/sdp.h"
#include "flows/intake.h"

/* A user: a number with how many of its last digits are kept, or, with this bit, a hash. */
#define USER_IS_NAME (UINT32_C(1) << 31)
#define DIGITS_KEPT 7
#define DIGITS_MOD 10000000
#define DIGITS_SHIFT 24
#define SUFFIX_MIN 3

/* Names that servers give to who wants no name. */
static const char *const NOBODY[] = {
    "anonymous", "unknown", "unavailable", "restricted", "private", "withheld", "asterisk",
};

/* X-Call-ID and X-CID come before the headers of the user. */
#define HEADERS_FIRST 2

void link_store_init(LinkStore *store, uint64_t seed)
{
    pool_init(&store->values, sizeof(LinkValue));
    store->seed = seed;
    store->headers = NULL;
}

void link_store_name_headers(LinkStore *store, char *const *names)
{
    g_strfreev(store->headers);
    store->headers = g_strdupv((char **)names);
    for (char **name = store->headers; name && *name; name++)
        for (char *c = *name; *c; c++)
            *c = g_ascii_tolower(*c);
}

void link_store_clear(LinkStore *store)
{
    pool_clear(&store->values);
    g_clear_pointer(&store->headers, g_strfreev);
}

size_t link_store_memory(const LinkStore *store)
{
    return pool_memory(&store->values);
}

const char *link_keys_header(const LinkStore *store, unsigned index)
{
    static const char *const FIRST[HEADERS_FIRST] = { "x-call-id", "x-cid" };

    return index < HEADERS_FIRST ? FIRST[index] : store->headers[index - HEADERS_FIRST];
}

static uint64_t hash_lower(uint64_t seed, Slice text)
{
    char lower[64];
    size_t len = MIN(text.len, sizeof lower);

    for (size_t i = 0; i < len; i++)
        lower[i] = g_ascii_tolower((char)text.data[i]);
    return hash_bytes(slice_of(lower, len), seed);
}

static bool is_nobody(Slice user)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(NOBODY); i++)
        if (slice_is_nocase(user, NOBODY[i]))
            return true;
    return false;
}

uint32_t link_keys_user(const LinkStore *store, Slice user)
{
    uint32_t number = 0;
    unsigned digits = 0;
    bool has_letters = false;

    user = slice_head(user, slice_find(user, ';')); /* phone-context and the like */
    for (size_t i = 0; i < user.len; i++) {
        uint8_t c = user.data[i];

        if (g_ascii_isdigit(c)) {
            number = (number * 10 + (c - '0')) % DIGITS_MOD;
            digits++;
        } else if (c == '%') {
            i += 2; /* an escaped '+' or '#' */
        } else {
            has_letters |= g_ascii_isalpha(c);
        }
    }
    if (digits >= DIGITS_KEPT || (digits && !has_letters))
        return MIN(digits, DIGITS_KEPT) << DIGITS_SHIFT | number;
    if (!has_letters || is_nobody(user))
        return 0;
    return (uint32_t)hash_lower(store->seed, user) | USER_IS_NAME;
}

bool link_keys_same_user(uint32_t a, uint32_t b)
{
    uint32_t modulus = 1;
    unsigned digits = MIN(a >> DIGITS_SHIFT, b >> DIGITS_SHIFT);

    if (a == b || ((a | b) & USER_IS_NAME) || digits < SUFFIX_MIN)
        return a == b && a;
    while (digits-- > 0)
        modulus *= 10;
    a &= (1u << DIGITS_SHIFT) - 1;
    b &= (1u << DIGITS_SHIFT) - 1;
    return a % modulus == b % modulus;
}

/* Once each; a dialog has few. */
static void add_value(LinkStore *store, LinkKeys *keys, LinkValue value)
{
    uint32_t id;

    for (id = keys->values; id;) {
        const LinkValue *known = pool_get(&store->values, id);

        if (known->kind == value.kind && known->hash == value.hash)
            return;
        id = known->next;
    }
    if (keys->values_len >= LINK_VALUES_MAX)
        return;
    id = pool_take(&store->values);
    value.next = keys->values;
    *(LinkValue *)pool_get(&store->values, id) = value;
    keys->values = id;
    keys->values_len++;
}

static void add_text(LinkStore *store, LinkKeys *keys, LinkKind kind, Slice text)
{
    if (text.len)
        add_value(store, keys,
                  (LinkValue){ .kind = (uint8_t)kind, .hash = hash_bytes(text, store->seed) });
}

static void add_name(LinkStore *store, LinkKeys *keys, unsigned header, Slice call_id)
{
    if (call_id.len)
        add_value(store, keys,
                  (LinkValue){ .kind = LINK_NAMES,
                               .header = (uint8_t)header,
                               .hash = hash_bytes(call_id, store->seed) });
}

/* A half of a Session-ID; 0 for none and for the nil one. */
static uint64_t session_half(uint64_t seed, Slice half)
{
    for (size_t i = 0; i < half.len; i++)
        if (half.data[i] != '0')
            return hash_lower(seed, half) | 1;
    return 0;
}

static void add_session(LinkStore *store, LinkKeys *keys, const SipView *view)
{
    Slice local = slice_trim(slice_head(view->session_id, slice_find(view->session_id, ';')));
    Params params = { .left = slice_tail(view->session_id, local.len), .separator = ';' };
    uint64_t own = session_half(store->seed, local);
    uint64_t remote = session_half(store->seed, params_find(&params, "remote"));
    uint64_t caller = view->is_request ? own : remote;

    if (caller)
        add_value(store, keys, (LinkValue){ .kind = LINK_SESSION, .hash = caller });
    if (own && remote)
        add_value(store, keys,
                  (LinkValue){ .kind = LINK_SESSION_PAIR,
                               .hash = hash_mix(MIN(own, remote), MAX(own, remote)) });
}

/* What any INVITE or its answer may carry on any hop: servers on the way add some. */
static void take_values(LinkStore *store, LinkKeys *keys, const SipView *view)
{
    Params params = { .left = view->charging, .separator = ';' };

    add_name(store, keys, 0, view->x_call_id);
    add_name(store, keys, 1, view->x_cid);
    for (unsigned i = 0; store->headers && store->headers[i]; i++)
        add_name(store, keys, HEADERS_FIRST + i, scan_header(view, store->headers[i]));
    if (view->session_id.len)
        add_session(store, keys, view);
    if (view->charging.len)
        add_text(store, keys, LINK_CHARGING, params_find(&params, "icid-value"));
    if (view->replaces.len)
        add_text(store, keys, LINK_REPLACES,
                 slice_trim(slice_head(view->replaces, slice_find(view->replaces, ';'))));
}

static Slice next_line(Slice *left)
{
    size_t len = slice_find(*left, '\n');
    Slice line = slice_head(*left, len);

    *left = slice_tail(*left, MIN(len + 1, left->len));
    line.len -= line.len && line.data[line.len - 1] == '\r';
    return line;
}

static Slice next_word(Slice *left)
{
    Slice word;

    *left = slice_trim_left(*left);
    word = slice_head(*left, slice_find(*left, ' '));
    *left = slice_tail(*left, word.len);
    return word;
}

/* The origin (RFC 8866 5.2) without its version, which each new offer counts up. */
static uint32_t origin_of(uint64_t seed, Slice line)
{
    Slice user = next_word(&line);
    Slice session = next_word(&line);

    if (!session.len)
        return 0;
    next_word(&line);
    user.len = (size_t)(session.data + session.len - user.data); /* both, as they stand */
    return intake_short(hash_mix(hash_bytes(user, seed), hash_bytes(line, seed)));
}

/* A stream that is refused, or received nowhere, is no address to know anybody by. */
static uint32_t media_of(uint64_t seed, Slice media, Slice connection)
{
    Slice port, address;

    next_word(&media);
    port = next_word(&media);
    next_word(&connection);
    next_word(&connection);
    address = next_word(&connection);
    if (slice_is(port, "0") || !port.len || !address.len || slice_is(address, "0.0.0.0"))
        return 0;
    return intake_short(hash_mix(hash_bytes(address, seed), hash_bytes(port, seed)));
}

/* Walks to the first stream and its own connection, which comes before its attributes. */
static void take_sdp(LinkStore *store, LinkKeys *keys, const SipView *view, unsigned side)
{
    Slice sdp, connection = { 0 }, media = { 0 };

    if (!sdp_find(view->content_type, view->body, &sdp))
        return;
    while (sdp.len) {
        Slice line = next_line(&sdp);
        uint8_t type = line.len > 2 && line.data[1] == '=' ? line.data[0] : 0;
        Slice value = slice_tail(line, 2);

        if (type == 'o')
            keys->origin[side] = origin_of(store->seed, value);
        else if (type == 'c')
            connection = value;
        else if (media.len && type != 'i')
            break;
        else if (type == 'm')
            media = value;
    }
    keys->media[side] = media_of(store->seed, media, connection);
}

static void take_users(LinkStore *store, LinkKeys *keys, const SipView *view)
{
    keys->called[1] = link_keys_user(store, name_addr_user(view->to));
    keys->calling[0] = link_keys_user(store, name_addr_user(view->from));
}

static void take_invite(LinkStore *store, LinkKeys *keys, const SipView *view)
{
    keys->has_invite = true;
    take_users(store, keys, view);
    keys->called[0] = link_keys_user(store, name_addr_of_uri(view->request_uri).user);
    if (view->asserted_identity.len)
        keys->calling[1] = link_keys_user(store, name_addr_user(view->asserted_identity));
    take_sdp(store, keys, view, 0);
}

/* Follows the INVITE from hop to hop. */
static void take_hop(LinkKeys *keys, const Message *message)
{
    if (!keys->callee || message->src == keys->callee)
        keys->callee = message->dst;
    else
        keys->has_forks |= message->dst != keys->callee;
}

/* The Call-ID that a Refer-To wants replaced, as "%3B" escapes it (RFC 3891 8.2). */
static Slice replaced_by(Slice uri, char room[256])
{
    size_t path = slice_find(uri, '?');
    Params params = { .left = path < uri.len ? slice_tail(uri, path + 1) : (Slice){ 0 },
                      .separator = '&' };
    Slice value = params_find(&params, "Replaces");
    size_t len = 0;

    for (size_t i = 0; i < value.len && len < 256; i++) {
        bool is_escape = value.data[i] == '%' && i + 2 < value.len;
        int high = is_escape ? g_ascii_xdigit_value((char)value.data[i + 1]) : -1;
        int low = is_escape ? g_ascii_xdigit_value((char)value.data[i + 2]) : -1;

        room[len++] = high >= 0 && low >= 0 ? (char)(high * 16 + low) : (char)value.data[i];
        i += high >= 0 && low >= 0 ? 2 : 0;
        if (room[len - 1] == ';')
            return slice_of(room, len - 1);
    }
    return slice_of(room, len);
}

static void take_refer(LinkStore *store, LinkKeys *keys, MessageId id, const SipView *view)
{
    NameAddr target = name_addr_of(view->refer_to);
    uint32_t user = link_keys_user(store, target.user);
    char room[256];

    add_text(store, keys, LINK_REPLACES, replaced_by(target.uri, room));
    if (user)
        add_value(store, keys,
                  (LinkValue){ .kind = LINK_REFER, .hash = (uint64_t)user << 32 | id });
}

void link_keys_take(LinkStore *store, LinkKeys *keys, const Message *message, MessageId id,
                    const SipView *view)
{
    bool in_dialog = message->flags & MESSAGE_IN_DIALOG;

    if (message_is_request(message) && message->method == METHOD_REFER)
        take_refer(store, keys, id, view);
    keys->has_hold |= in_dialog && message->flags & MESSAGE_HOLD;
    if (message->method != METHOD_INVITE || in_dialog || message->status >= 300)
        return;
    if (message_is_request(message))
        take_hop(keys, message);
    if (message_is_request(message) && !keys->has_invite)
        take_invite(store, keys, view);
    else if (!keys->calling[0] && !keys->called[1])
        take_users(store, keys, view);
    if (!message_is_request(message) && message->flags & MESSAGE_HAS_SDP && !keys->media[1])
        take_sdp(store, keys, view, 1);
    take_values(store, keys, view);
}

void link_keys_drop(LinkStore *store, LinkKeys *keys)
{
    while (keys->values) {
        uint32_t id = keys->values;

        keys->values = ((const LinkValue *)pool_get(&store->values, id))->next;
        pool_give(&store->values, id);
    }
}
