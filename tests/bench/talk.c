/* SPDX-License-Identifier: Apache-2.0
 *
 * The texts of the messages, with the headers that telephones and proxies really send. What
 * must be unique (Call-ID, tags, branches, nonces, digits) is a mix of the call's key and a
 * salt, so no text has to be kept from one message to the next.
 */
#include "tests/bench/talk.h"

#include <glib.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define DOMAIN "voice.example.net"

enum {
    SALT_BRANCH = 100,
    SALT_TAG = 200,
    SALT_CALL_ID = 300,
    SALT_NAME = 400,
    SALT_AUTH = 500
};

typedef struct Text {
    char *data;
    size_t len;
} Text;

static const char *const METHODS[] = { "INVITE", "ACK",     "BYE",     "CANCEL", "REGISTER",
                                       "INFO",   "MESSAGE", "OPTIONS", "UPDATE" };

static const char *const AGENTS[] = {
    "Yealink SIP-T46S 66.86.0.15",      "Grandstream GXP2170 1.0.11.64",
    "PolycomVVX-VVX_411-UA/6.4.3.5814", "snomD785/10.1.159.12",
    "Cisco-CP8845-3PCC/12.0.3",         "Linphone Desktop/5.1.1 (belle-sip/5.2.0)",
    "FPBX-16.0.40.7(18.20.2)",          "AVM FRITZ!Box 7590 154.07.57",
};

static G_GNUC_PRINTF(2, 3) void add(Text *text, const char *format, ...)
{
    va_list values;
    int len;

    va_start(values, format);
    len = vsnprintf(text->data + text->len, TALK_TEXT - text->len, format, values);
    va_end(values);
    g_assert(len >= 0 && text->len + (size_t)len < TALK_TEXT);
    text->len += (size_t)len;
}

uint64_t talk_mix(uint64_t key, uint64_t salt)
{
    uint64_t mixed = key + (salt + 1) * 0x9e3779b97f4a7c15;

    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
}

unsigned talk_place(const Talk *talk, TalkRole role)
{
    return role == A ? 0 : talk->hops + 1;
}

static bool is_proxy(const Talk *talk, unsigned place)
{
    return place > 0 && place <= talk->hops;
}

/* The role of who is at @place. */
static TalkRole role_of(const Talk *talk, unsigned place)
{
    return place == 0 ? A : is_proxy(talk, place) ? P : B;
}

static TalkRole other_end(TalkRole role)
{
    return role == A ? B : A;
}

/* Who began the transaction that @step belongs to. */
static TalkRole asker_of(const TalkStep *step)
{
    return (step->from < step->to) == (step->status == 0) ? A : B;
}

static bool is_in_dialog(const TalkStep *step)
{
    return (step->method == ACK && !step->is_hop) || step->method == BYE || step->turn > 0;
}

static void add_address(Text *text, WireEnd end)
{
    add(text, "%u.%u.%u.%u", end.address >> 24, end.address >> 16 & 255, end.address >> 8 & 255,
        end.address & 255);
}

/* A telephone number: the same one in every call of its user. */
static void add_user(Text *text, const Talk *talk, TalkRole role)
{
    add(text, "+4930%08u", (unsigned)(talk_mix(talk->users[role], 7) % 100000000));
}

static void add_contact_uri(Text *text, const Talk *talk, TalkRole role)
{
    add(text, "sip:");
    add_user(text, talk, role);
    add(text, "@");
    add_address(text, talk->ends[talk_place(talk, role)]);
    add(text, ":5060;transport=%s", talk->is_tcp ? "tcp" : "udp");
}

static void add_request_uri(Text *text, const Talk *talk, const TalkStep *step)
{
    if (step->method == REGISTER) {
        add(text, "sip:" DOMAIN);
    } else if (is_in_dialog(step) || !is_proxy(talk, step->to)) {
        add_contact_uri(text, talk, other_end(asker_of(step)));
    } else {
        add(text, "sip:");
        add_user(text, talk, B);
        add(text, "@" DOMAIN ";user=phone");
    }
}

static const char *phrase_of(unsigned status)
{
    switch (status) {
    case 100: return "Trying";
    case 180: return "Ringing";
    case 200: return "OK";
    case 401: return "Unauthorized";
    case 486: return "Busy Here";
    default: return "Request Terminated";
    }
}

static void add_start_line(Text *text, const Talk *talk, const TalkStep *step)
{
    if (step->status) {
        add(text, "SIP/2.0 %u %s\r\n", step->status, phrase_of(step->status));
        return;
    }
    add(text, "%s ", METHODS[step->method]);
    add_request_uri(text, talk, step);
    add(text, " SIP/2.0\r\n");
}

/* CANCEL and the ACK of a refusal have the branch of their INVITE. */
static unsigned transaction_of(const TalkStep *step)
{
    if (step->method == CANCEL || (step->method == ACK && step->is_hop))
        return INVITE;
    return step->method + (step->is_again ? 10 : 0) + step->turn * 1000;
}

static void add_via(Text *text, const Talk *talk, const TalkStep *step, unsigned of)
{
    TalkRole role = role_of(talk, of);
    uint64_t salt = SALT_BRANCH + 3 * transaction_of(step) + role;

    if (role == P)
        salt += (uint64_t)(of - 1) << 40 | (uint64_t)step->leg << 44; /* branches of its own */
    add(text, "Via: SIP/2.0/%s ", talk->is_tcp ? "TCP" : "UDP");
    add_address(text, talk->ends[of]);
    add(text, ":5060;branch=z9hG4bK%s%016" PRIx64 "%s\r\n", role == P ? "-px-" : "",
        talk_mix(talk->key, salt), role == P ? "" : ";rport");
}

/* Who sent the request of the transaction on this hop. */
static unsigned sender_of(const TalkStep *step)
{
    return step->status ? step->to : step->from;
}

/* The next place on the way back to who asked. */
static unsigned towards(const TalkStep *step, unsigned place)
{
    return asker_of(step) == A ? place - 1 : place + 1;
}

static void add_vias(Text *text, const Talk *talk, const TalkStep *step)
{
    unsigned place = sender_of(step);

    add_via(text, talk, step, place);
    while (is_proxy(talk, place) && !step->is_hop) {
        place = towards(step, place);
        add_via(text, talk, step, place);
    }
}

static void add_route(Text *text, const Talk *talk, const char *name, unsigned place)
{
    add(text, "%s: <sip:", name);
    add_address(text, talk->ends[place]);
    add(text, ";lr;ftag=%08x>\r\n", (unsigned)talk_mix(talk->key, SALT_TAG + A));
}

/* An INVITE collects the proxies that it passed, an answer tells all of them; later requests
 * name those that they have to pass. */
static void add_routes(Text *text, const Talk *talk, const TalkStep *step)
{
    unsigned place = step->from;

    if (step->method == INVITE && step->status > 100 && step->status < 300)
        place = asker_of(step) == A ? talk->hops : 1;
    if (step->method == INVITE &&
        (step->status == 0 || (step->status > 100 && step->status < 300)))
        for (; is_proxy(talk, place); place = towards(step, place))
            add_route(text, talk, "Record-Route", place);
    if (!is_in_dialog(step) || step->status)
        return;
    for (place = step->to; is_proxy(talk, place); place += step->to - step->from)
        add_route(text, talk, "Route", place);
}

static void add_tag(Text *text, const Talk *talk, const TalkStep *step, TalkRole role)
{
    uint64_t salt = SALT_TAG + role + (role == B ? (uint64_t)step->leg << 44 : 0);

    add(text, ";tag=%08x", (unsigned)talk_mix(talk->key, salt));
}

static void add_names(Text *text, const Talk *talk, const TalkStep *step)
{
    TalkRole asker = asker_of(step);
    TalkRole asked = step->method == REGISTER ? A : other_end(asker);
    bool is_early =
        step->status == 0 && !step->turn &&
        (step->method == INVITE || step->method == CANCEL || step->method == REGISTER);

    add(text, "From: \"Extension %u\" <sip:",
        (unsigned)(talk_mix(talk->users[asker], SALT_NAME) % 9000 + 1000));
    add_user(text, talk, asker);
    add(text, "@" DOMAIN ">");
    add_tag(text, talk, step, asker);
    add(text, "\r\nTo: <sip:");
    add_user(text, talk, asked);
    add(text, "@" DOMAIN ">");
    if (!is_early && step->status != 100)
        add_tag(text, talk, step, step->method == REGISTER ? P : other_end(asker));
    add(text, "\r\nCall-ID: %016" PRIx64 "%08x-%" PRIu64 "@", talk_mix(talk->key, SALT_CALL_ID),
        (unsigned)talk_mix(talk->key, SALT_CALL_ID + 1), talk->number);
    add_address(text, talk->ends[talk_place(talk, A)]);
    add(text, "\r\nCSeq: %u %s\r\n",
        talk->cseq[asker] + step->turn +
            (step->method == BYE ? talk->turns + 1
             : step->is_again    ? 1
                                 : 0),
        METHODS[step->method]);
}

static void add_contact(Text *text, const Talk *talk, const TalkStep *step)
{
    bool is_invite = (step->method == INVITE || step->method == UPDATE) &&
                     step->status != 100 && step->status < 300;

    if (step->method == REGISTER && step->status != 401) {
        add(text, "Contact: <");
        add_contact_uri(text, talk, A);
        add(text,
            ">;expires=3600;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-%012" PRIx64
            ">\"\r\n",
            talk_mix(talk->users[A], 9) & 0xffffffffffff);
    } else if (is_invite) {
        add(text, "Contact: <");
        add_contact_uri(text, talk, step->status ? other_end(asker_of(step)) : asker_of(step));
        add(text, ">\r\n");
    }
}

static void add_auth(Text *text, const Talk *talk, const TalkStep *step)
{
    uint64_t nonce = talk_mix(talk->key, SALT_AUTH);

    if (step->status == 401) {
        add(text,
            "WWW-Authenticate: Digest realm=\"" DOMAIN "\", nonce=\"%016" PRIx64 "%016" PRIx64
            "\", algorithm=MD5, qop=\"auth\"\r\n",
            nonce, ~nonce);
    } else if (step->is_again && step->status == 0) {
        add(text, "Authorization: Digest username=\"");
        add_user(text, talk, A);
        add(text,
            "\", realm=\"" DOMAIN "\", nonce=\"%016" PRIx64 "%016" PRIx64
            "\", uri=\"sip:" DOMAIN "\", response=\"%016" PRIx64 "%016" PRIx64
            "\", algorithm=MD5, cnonce=\"%08x\", qop=auth, nc=00000001\r\n",
            nonce, ~nonce, talk_mix(talk->key, SALT_AUTH + 1),
            talk_mix(talk->key, SALT_AUTH + 2), (unsigned)nonce);
    }
}

/* Who wrote the headers that a proxy passes on. */
static TalkRole author_of(const Talk *talk, const TalkStep *step)
{
    if (!is_proxy(talk, step->from) || step->method == REGISTER || step->is_hop ||
        step->status == 100)
        return role_of(talk, step->from);
    return step->status ? other_end(asker_of(step)) : asker_of(step);
}

/* How many proxies a request passed. */
static unsigned passed(const Talk *talk, const TalkStep *step)
{
    return asker_of(step) == A ? step->from : talk->hops + 1 - step->from;
}

static void add_abilities(Text *text, const Talk *talk, const TalkStep *step)
{
    TalkRole sender = author_of(talk, step);
    size_t agent = talk_mix(talk->users[sender], 8) % G_N_ELEMENTS(AGENTS);

    if (step->status == 0)
        add(text, "Max-Forwards: %u\r\n", 70 - passed(talk, step));
    add(text, "%s: %s\r\n", step->status ? "Server" : "User-Agent",
        sender == P ? "edge-proxy (5.7.4 (x86_64/linux))" : AGENTS[agent]);
    if (step->status == 100 || step->status >= 300 ||
        (step->method != INVITE && step->method != REGISTER))
        return;
    add(text,
        "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, SUBSCRIBE, INFO, PRACK, "
        "UPDATE\r\nSupported: replaces, timer, path%s\r\n",
        step->method == INVITE ? ", 100rel" : "");
    if (step->method == INVITE && step->status == 0)
        add(text, "Session-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\n"
                  "Accept: application/sdp, application/dtmf-relay\r\n");
    if (step->method == INVITE && is_proxy(talk, step->from) && step->status == 0) {
        add(text, "P-Asserted-Identity: <sip:");
        add_user(text, talk, A);
        add(text, "@" DOMAIN ";user=phone>\r\n");
    }
}

static void add_sdp(Text *text, const Talk *talk, const TalkStep *step)
{
    static const char *const MEDIA[] = { "sendrecv", "sendonly", "recvonly" };
    TalkRole from = step->status ? other_end(asker_of(step)) : asker_of(step);
    unsigned session = (unsigned)(talk_mix(talk->key, SALT_TAG + 10 + from) >> 34);
    Text address = { .data = (char[TALK_TEXT]){ 0 } };

    add_address(&address, talk->ends[talk_place(talk, from)]);
    add(text,
        "v=0\r\no=- %u %u IN IP4 %s\r\ns=session\r\nc=IN IP4 %s\r\nt=0 0\r\n"
        "m=audio %u RTP/AVP %s101\r\na=rtpmap:8 PCMA/8000\r\n",
        session, session + step->sdp_version, address.data, address.data,
        (unsigned)(16384 + talk->number % 8000 * 2), from == A ? "8 0 9 " : "8 ");
    if (from == A)
        add(text, "a=rtpmap:0 PCMU/8000\r\na=rtpmap:9 G722/8000\r\n");
    add(text,
        "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n"
        "a=%s\r\n",
        MEDIA[step->media]);
}

size_t talk_print(const Talk *talk, const TalkStep *step, char text[TALK_TEXT])
{
    bool has_sdp = (step->method == INVITE || step->method == UPDATE) &&
                   (step->status == 0 || step->status == 200);
    Text message = { .data = text };
    Text sdp = { .data = (char[TALK_TEXT]){ 0 } };

    add_start_line(&message, talk, step);
    add_vias(&message, talk, step);
    add_routes(&message, talk, step);
    add_names(&message, talk, step);
    add_contact(&message, talk, step);
    add_auth(&message, talk, step);
    add_abilities(&message, talk, step);
    if (step->method == REGISTER && step->status == 0)
        add(&message, "Expires: 3600\r\n");
    if (has_sdp) {
        add_sdp(&sdp, talk, step);
        add(&message, "Content-Type: application/sdp\r\n");
    }
    add(&message, "Content-Length: %zu\r\n\r\n%s", sdp.len, sdp.data);
    return message.len;
}
