/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/intake.h"

#include "dissect/sip/sdp.h"

/* A few bits of each are enough to tell whether credentials answer a challenge of that realm.
 * They do not depend on the seed, so that the rare time when they are not is the same in each
 * run. */
static uint16_t auth_hash(const AuthView *auth)
{
    unsigned realm =
        (unsigned)(hash_bytes(auth->realm, 1) >> 40) & (MESSAGE_AUTH_NONCE - 1) >> 2;
    unsigned nonce = (unsigned)(hash_bytes(auth->nonce, 1) >> 40) & (MESSAGE_AUTH_NONCE - 1);

    return auth->present ? (uint16_t)MAX(1, realm * MESSAGE_AUTH_NONCE + nonce) : 0;
}

/* RFC 3261 17.2.3: without the magic cookie a branch says nothing, so the From tag and the
 * sender of the topmost Via stand in. */
static uint32_t repeat_hash(uint64_t seed, const SipView *view, const Message *message,
                            uint64_t body)
{
    uint64_t hash = hash_mix(message->branch, seed);

    if (!slice_begins(view->via[0].branch, "z9hG4bK")) {
        hash = hash_mix(hash, intake_hash(seed, view->from_tag));
        hash = hash_mix(hash, intake_hash(seed, view->via[0].sent_by));
    }
    hash = hash_mix(hash, (uint64_t)message->src << 32 | message->dst);
    hash = hash_mix(hash, (uint64_t)message->cseq << 32 | message->to_tag);
    hash = hash_mix(hash, (uint64_t)message->method << 32 | view->rseq);
    hash = hash_mix(hash, intake_hash(seed, view->start_line));
    return (uint32_t)hash_mix(hash, body);
}

/* Takes a number of up to @max off @text; false if there is none, or with a zero in front. */
static bool take_number(Slice *text, unsigned max, unsigned *number)
{
    size_t len = 0;

    for (*number = 0; len < text->len && g_ascii_isdigit(text->data[len]); len++)
        if ((*number = *number * 10 + (text->data[len] - '0')) > max)
            return false;
    if (len == 0 || (len > 1 && text->data[0] == '0'))
        return false;
    *text = slice_of(text->data + len, text->len - len);
    return true;
}

/* True for ":5060"; zeros in front are harmless. */
static bool is_port(Slice text)
{
    unsigned port;

    if (text.data[0] != ':')
        return false;
    do
        text = slice_tail(text, 1);
    while (text.len > 1 && text.data[0] == '0');
    return take_number(&text, UINT16_MAX, &port) && text.len == 0;
}

/* As is_own_contact() for the usual kind of address, compared number by number. */
static bool is_own_ipv4(const Endpoint *src, Slice host)
{
    unsigned number;

    for (unsigned i = 0; i < 4; i++) {
        if (!take_number(&host, UINT8_MAX, &number) || number != src->address[i])
            return false;
        if (i < 3 && (host.len == 0 || host.data[0] != '.'))
            return false;
        if (i < 3)
            host = slice_of(host.data + 1, host.len - 1);
    }
    return host.len == 0 || is_port(host);
}

/* True if the Contact's host is the address the message came from; a name never is. */
static bool is_own_contact(const Endpoint *src, Slice host)
{
    char first = host.len ? (char)host.data[0] : '\0';
    Endpoint contact;

    if (first != '[' && !g_ascii_isdigit(first))
        return false;
    if (src->version == 4 && first != '[')
        return is_own_ipv4(src, host);
    return endpoint_parse(host, &contact) && endpoint_same_address(&contact, src);
}

static unsigned flags_of(const Arrival *arrival, const SipView *view)
{
    bool expires_zero =
        view->contact_expires >= 0 ? view->contact_expires == 0 : view->expires == 0;
    unsigned flags = 0;

    flags |= view->is_request && view->to_tag.len ? MESSAGE_IN_DIALOG : 0;
    flags |= view->credentials.present ? MESSAGE_CREDENTIALS : 0;
    flags |= view->challenge.present ? MESSAGE_CHALLENGE : 0;
    flags |= view->is_request && expires_zero ? MESSAGE_EXPIRES_ZERO : 0;
    flags |= view->vias == 1 ? MESSAGE_ONE_VIA : 0;
    flags |= !view->is_request && view->rseq ? MESSAGE_RELIABLE : 0;
    flags |= view->has_record_route ? MESSAGE_RECORD_ROUTE : 0;
    flags |= arrival->anomalies & ANOMALY_BIT(ANOMALY_CUT_SHORT) ? MESSAGE_CUT_SHORT : 0;
    flags |= scan_anomalies(view, arrival->anomalies) ? MESSAGE_ODD : 0;
    flags |= is_own_contact(&arrival->src, view->contact_host) ? MESSAGE_OWN_CONTACT : 0;
    return flags;
}

/* A stack counts up from packet to packet: the low bits tell them apart. */
static unsigned ip_id_of(const Arrival *arrival)
{
    unsigned low = arrival->ip_id & 0x7ff;

    return arrival->ip_id && !low ? 1 : low;
}

/* A description that is relayed comes at every hop, mostly soon. */
static bool is_hold(Intake *intake, Slice sdp, uint64_t hash)
{
    uint64_t *known = &intake->holds[(hash >> 1) % G_N_ELEMENTS(intake->holds)];

    if (*known >> 1 != hash >> 1)
        *known = (hash & ~UINT64_C(1)) | sdp_is_hold(sdp);
    return *known & 1;
}

/* @body is the hash of the body, which mostly is the session description as it stands. */
static void note_sdp(Intake *intake, const SipView *view, uint64_t body, Message *message)
{
    Slice text;

    if (!view->body.len || !sdp_find(view->content_type, view->body, &text))
        return;
    if (text.len < view->body.len)
        body = hash_bytes(text, intake->seed);
    message->sdp = intake_short(body);
    message->flags |= MESSAGE_HAS_SDP | (is_hold(intake, text, body) ? MESSAGE_HOLD : 0);
}

void intake_message(Intake *intake, const Arrival *arrival, const SipView *view, Message *out)
{
    uint64_t seed = intake->seed;
    Endpoints *endpoints = intake->endpoints;
    uint32_t src = endpoints_hash(endpoints, &arrival->src);
    uint32_t dst = endpoints_hash(endpoints, &arrival->dst);
    const AuthView *auth = view->is_request ? &view->credentials : &view->challenge;
    uint64_t body = view->body.len ? hash_bytes(view->body, seed) : 0;
    unsigned flags = flags_of(arrival, view);

    endpoints_expect(endpoints, src);
    endpoints_expect(endpoints, dst);
    out->bytes_hash = intake_hash(seed, view->text);
    out->time = arrival->time;
    out->packet = arrival->packet;
    out->input = arrival->input;
    out->ordinal = arrival->ordinal;
    out->cseq = view->cseq;
    out->branch = intake_hash(seed, view->via[0].branch);
    out->second_branch = intake_hash(seed, view->via[1].branch);
    out->to_tag = intake_hash(seed, view->to_tag);
    out->status = view->is_request ? 0 : MAX(view->status, 1) & 0x3ff;
    out->method = (unsigned)view->method & 15;
    out->transport = (unsigned)arrival->transport & 3;
    out->flags = flags & MESSAGE_FLAGS;
    out->auth = auth_hash(auth);
    out->ip_id = ip_id_of(arrival) & 0x7ff;
    out->size = message_size_of(view->text.len) & 31;
    out->src = endpoints_ref_hashed(endpoints, &arrival->src, src);
    out->dst = endpoints_ref_hashed(endpoints, &arrival->dst, dst);
    note_sdp(intake, view, body, out);
    out->repeat_hash = repeat_hash(seed, view, out, body);
}
