/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything that is one call's own is made of the letter of its kind and its number, so that
 * nothing has to be kept from one message to the next.
 */
#include "tests/live/soak_text.h"

#include <glib.h>
#include <stdarg.h>
#include <stdio.h>

#define SESSION_TIMER 3 /* of so many calls that never end one has a timer */

typedef struct Text {
    char *data;
    size_t len;
    const SoakCall *call;
    const SoakStep *step;
} Text;

static G_GNUC_PRINTF(2, 3) void add(Text *text, const char *format, ...)
{
    va_list values;
    int len;

    va_start(values, format);
    len = vsnprintf(text->data + text->len, SOAK_TEXT - text->len, format, values);
    va_end(values);
    g_assert(len >= 0 && text->len + (size_t)len < SOAK_TEXT);
    text->len += (size_t)len;
}

Endpoint soak_endpoint(const SoakCall *call, char role)
{
    unsigned number = call->number;
    Endpoint endpoint = { .address = { 203, 0, 113 }, .port = 5060, .version = 4 };

    switch (role) {
    case 'A':
        endpoint.address[0] = 192;
        endpoint.address[2] = 2;
        endpoint.address[3] = (uint8_t)(1 + number % 250);
        break;
    case 'P':
        endpoint.address[0] = 198;
        endpoint.address[1] = 51;
        endpoint.address[2] = 100;
        endpoint.address[3] = 1;
        break;
    case 'B': endpoint.address[3] = (uint8_t)(1 + number % 125); break;
    default: endpoint.address[3] = (uint8_t)(126 + number % 125); break;
    }
    return endpoint;
}

/* "192.0.2.1:5060" */
static const char *at(const Text *text, char role, char out[ENDPOINT_TEXT])
{
    Endpoint endpoint = soak_endpoint(text->call, role);

    return endpoint_print(&endpoint, out);
}

/* Who asked. */
static char asker_of(const SoakStep *step)
{
    return step->status ? step->to : step->from;
}

static bool is_by_caller(const SoakStep *step)
{
    return step->method != SOAK_NOTIFY;
}

static unsigned cseq_of(const Text *text)
{
    const SoakStep *step = text->step;
    unsigned round = text->call->round;

    switch (step->method) {
    case SOAK_BYE: return 2;
    case SOAK_REGISTER: return 2 * round + 1 + step->is_again;
    case SOAK_SUBSCRIBE: return round + 1;
    case SOAK_NOTIFY: return round * 10 + step->turn;
    default: return 1;
    }
}

static void add_via(Text *text, char from, char to)
{
    const SoakStep *step = text->step;
    bool is_invite = step->method == SOAK_CANCEL || (step->method == SOAK_ACK && step->is_hop);
    char where[ENDPOINT_TEXT];

    add(text, "Via: SIP/2.0/UDP %s;branch=z9hG4bK-%c%u-%u%c%c-%u%s\r\n", at(text, from, where),
        text->call->kind->letter, text->call->number, step->leg, from, to, cseq_of(text),
        soak_method_name(is_invite ? SOAK_INVITE : step->method));
}

/* What P passes on has the caller's too; a leg of its own has not. */
static void add_vias(Text *text)
{
    const SoakStep *step = text->step;
    char asker = asker_of(step);
    char asked = step->status ? step->from : step->to;

    add_via(text, asker, asked);
    if (asker == 'P' && is_by_caller(step) && !step->is_hop && step->leg == 1)
        add_via(text, 'A', 'P');
}

static void add_call_id(Text *text, unsigned leg)
{
    add(text, "%c-%u-%u@example.net\r\n", text->call->kind->letter, text->call->number, leg);
}

static void add_party(Text *text, const char *header, char role, const char *tag)
{
    add(text, "%s: <sip:+4930%c%09u@example.net>", header, role == 'A' ? '1' : '2',
        text->call->number);
    if (tag)
        add(text, ";tag=%s-%c%u-%u", tag, text->call->kind->letter, text->call->number,
            text->step->leg);
    add(text, "\r\n");
}

/* The first SUBSCRIBE has no tag to name. */
static void add_parties(Text *text)
{
    const SoakStep *step = text->step;
    const char answerer[] = { step->answerer, '\0' };
    bool has_tag = step->answerer &&
                   (step->method != SOAK_SUBSCRIBE || step->status || text->call->round > 0);
    char callee = step->method == SOAK_REGISTER || step->method == SOAK_SUBSCRIBE ? 'A' : 'B';

    if (is_by_caller(step)) {
        add_party(text, "From", 'A', "caller");
        add_party(text, "To", callee, has_tag ? answerer : NULL);
    } else {
        add_party(text, "From", 'A', answerer);
        add_party(text, "To", 'A', "caller");
    }
}

static void add_contact(Text *text)
{
    const SoakStep *step = text->step;
    char sender = step->status && step->answerer ? step->answerer : asker_of(step);
    char where[ENDPOINT_TEXT];

    if (step->status >= 300 || step->status == 100 || step->method == SOAK_CANCEL)
        return;
    if (step->method == SOAK_REGISTER)
        sender = 'A';
    else if (!step->status && is_by_caller(step) && step->leg == 1)
        sender = 'A';
    add(text, "Contact: <sip:+4930%u@%s>\r\n", text->call->number, at(text, sender, where));
}

static void add_credentials(Text *text)
{
    const SoakStep *step = text->step;
    unsigned nonce = text->call->number * 65537 + text->call->round;

    if (step->status == 401)
        add(text, "WWW-Authenticate: Digest realm=\"example.net\", nonce=\"%08x\"\r\n", nonce);
    else if (step->is_again && !step->status)
        add(text,
            "Authorization: Digest username=\"%u\", realm=\"example.net\", nonce=\"%08x\", "
            "uri=\"sip:example.net\", response=\"%032x\"\r\n",
            text->call->number, nonce, nonce ^ 0x5a5a5a5a);
}

static void add_own(Text *text)
{
    const SoakStep *step = text->step;

    if (step->method == SOAK_INVITE && step->leg == 2 && !step->status) {
        add(text, "X-Call-ID: ");
        add_call_id(text, 1);
    }
    if (step->method == SOAK_INVITE && (!step->status || step->status == 200) &&
        text->call->kind->letter == 'e' && text->call->number % SESSION_TIMER == 0)
        add(text, "Session-Expires: 1800;refresher=uac\r\n");
    if (step->method == SOAK_SUBSCRIBE || step->method == SOAK_NOTIFY)
        add(text, "Event: message-summary\r\n");
    if (step->method == SOAK_NOTIFY && !step->status)
        add(text, "Subscription-State: active;expires=3600\r\n");
    if ((step->method == SOAK_REGISTER && step->status != 401) ||
        step->method == SOAK_SUBSCRIBE)
        add(text, "Expires: 3600\r\n");
}

static void add_body(Text *text)
{
    const SoakStep *step = text->step;
    char sender = step->status ? step->answerer : step->leg == 2 ? 'P' : 'A';
    char host[ENDPOINT_TEXT], body[512];
    Endpoint endpoint = soak_endpoint(text->call, sender);
    int len;

    if (step->method != SOAK_INVITE || (step->status && step->status != 200)) {
        add(text, "Content-Length: 0\r\n\r\n");
        return;
    }
    endpoint_print_address(&endpoint, host);
    len = snprintf(body, sizeof body,
                   "v=0\r\no=- %u%u 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                   "m=audio %u RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n",
                   text->call->number, step->leg, host, host,
                   10000 + text->call->number % 20000 * 2);
    add(text, "Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s", len, body);
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

static void add_start_line(Text *text)
{
    const SoakStep *step = text->step;

    if (step->status)
        add(text, "SIP/2.0 %u %s\r\n", step->status, phrase_of(step->status));
    else if (step->method == SOAK_REGISTER)
        add(text, "REGISTER sip:example.net SIP/2.0\r\n");
    else
        add(text, "%s sip:+4930%c%09u@example.net SIP/2.0\r\n", soak_method_name(step->method),
            step->to == 'C'   ? '3'
            : step->to == 'A' ? '1'
                              : '2',
            text->call->number);
}

size_t soak_text_print(const SoakCall *call, char text[SOAK_TEXT])
{
    Text message = { .data = text, .call = call, .step = &call->kind->steps[call->step] };

    add_start_line(&message);
    add_vias(&message);
    add_parties(&message);
    add(&message, "Call-ID: ");
    add_call_id(&message, message.step->leg);
    add(&message, "CSeq: %u %s\r\n", cseq_of(&message), soak_method_name(message.step->method));
    if (!message.step->status)
        add(&message, "Max-Forwards: %u\r\n", message.step->from == 'P' ? 69 : 70);
    add_contact(&message);
    add_credentials(&message);
    add_own(&message);
    add_body(&message);
    return message.len;
}
