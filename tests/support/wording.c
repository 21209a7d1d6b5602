/* SPDX-License-Identifier: Apache-2.0
 *
 * What a message says follows from three earlier ones: the request it answers, acknowledges or
 * cancels; what its sender received and now passes on; and the one that began the call.
 */
#include "tests/support/wording.h"

#define ANY G_MAXUINT

void said_free(gpointer data)
{
    Said *said = data;
    char *texts[] = { said->from,       said->to,       said->call_id, said->method,
                      said->vias,       said->from_tag, said->to_tag,  said->uri,
                      said->from_value, said->to_value, said->contact, said->body,
                      said->text };

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(said);
}

/* Which earlier message is looked for; NULL and ANY mean any, but an ACK only by name. */
typedef struct Want {
    const char *from, *to, *method;
    unsigned status, cseq;
    bool is_final, is_request;
} Want;

static bool fits(const Said *said, const Want *want)
{
    return (!want->from || g_str_equal(said->from, want->from)) &&
           (!want->to || g_str_equal(said->to, want->to)) &&
           g_str_equal(said->method, want->method ? want->method : said->method) &&
           (want->method || !g_str_equal(said->method, "ACK")) &&
           (want->status == ANY || said->status == want->status) &&
           (want->cseq == ANY || said->cseq == want->cseq) &&
           (!want->is_final || said->status >= 200) && (!want->is_request || !said->status);
}

/* The last earlier message of the same Call-ID that fits. */
static const Said *last(const GPtrArray *before, const Said *next, Want want)
{
    for (unsigned i = before->len; i-- > 0;) {
        const Said *said = g_ptr_array_index(before, i);

        if (g_str_equal(said->call_id, next->call_id) && fits(said, &want))
            return said;
    }
    return NULL;
}

static const Said *first(const GPtrArray *before, const Said *next)
{
    for (unsigned i = 0; i < before->len; i++) {
        const Said *said = g_ptr_array_index(before, i);

        if (g_str_equal(said->call_id, next->call_id))
            return said;
    }
    return NULL;
}

static bool is(const Said *said, const char *method)
{
    return g_str_equal(said->method, method);
}

static char *tag_of(const char *party)
{
    return g_strdup_printf("tag-%s", party);
}

static char *address_of(const Said *next)
{
    char text[ENDPOINT_TEXT];

    return g_strdup(endpoint_print(&next->arrival.src, text));
}

static char *value_of(const char *party)
{
    g_autofree char *user = g_ascii_strdown(party, -1);

    return g_strdup_printf("<sip:%s@example.net>", user);
}

static char *own_via(const Said *next, const Wish *wish, const char *branch)
{
    g_autofree char *address = address_of(next);

    if (wish->no_branch)
        return g_strdup_printf("Via: SIP/2.0/UDP %s\r\n", address);
    return g_strdup_printf("Via: SIP/2.0/UDP %s;branch=%s\r\n", address,
                           wish->branch ? wish->branch : branch);
}

static char *top_of(const char *vias)
{
    const char *end = vias ? strstr(vias, "\r\n") : NULL;

    return end ? g_strndup(vias, (gsize)(end - vias) + 2) : g_strdup("");
}

/* An ACK to a refusal and a CANCEL stay on their hop and have their INVITE's branch. */
static bool stays_on_hop(const GPtrArray *before, const Said *next, const Said *invite)
{
    const Said *final =
        last(before, next,
             (Want){ next->to, next->from, "INVITE", ANY, next->cseq, true, false });

    if (!invite)
        return false;
    return is(next, "CANCEL") || (is(next, "ACK") && final && final->status >= 300);
}

static void give_vias(const GPtrArray *before, Said *next, const Wish *wish,
                      const Said *received)
{
    const Said *invite =
        last(before, next,
             (Want){ next->from, next->to, "INVITE", 0, next->cseq, false, true });
    g_autofree char *branch = g_strdup_printf("z9hG4bK-%s-%s-%s-%u-%s", next->call_id,
                                              next->from, next->to, next->cseq, next->method);
    g_autofree char *own = own_via(next, wish, branch);

    if (stays_on_hop(before, next, invite))
        next->vias = wish->branch ? g_strdup(own) : top_of(invite->vias);
    else
        next->vias = g_strconcat(own, received ? received->vias : "", NULL);
}

/* What the sender has received and not yet passed on to this party. */
static const Said *received_of(const GPtrArray *before, const Said *next, const Wish *wish)
{
    const Said *got = last(before, next,
                           (Want){ NULL, next->from, next->method, 0,
                                   wish->cseq ? wish->cseq : ANY, false, true });

    if (!got || g_str_equal(got->from, next->to))
        return NULL;
    if (last(before, next,
             (Want){ next->from, next->to, next->method, 0, got->cseq, false, true }))
        return NULL;
    return got;
}

static unsigned next_cseq(const GPtrArray *before, const Said *next)
{
    unsigned highest = 0;

    for (unsigned i = 0; i < before->len; i++) {
        const Said *said = g_ptr_array_index(before, i);

        if (g_str_equal(said->call_id, next->call_id) && g_str_equal(said->from, next->from) &&
            !said->status)
            highest = MAX(highest, said->cseq);
    }
    return highest + 1;
}

static unsigned request_cseq(const GPtrArray *before, const Said *next, const Said *received)
{
    const Said *invite =
        last(before, next, (Want){ next->from, next->to, "INVITE", 0, ANY, false, true });

    if (received)
        return received->cseq;
    if ((is(next, "ACK") || is(next, "CANCEL")) && invite)
        return invite->cseq;
    return next_cseq(before, next);
}

/* The callee's tag once a 2xx made a dialog; an ACK takes that of what it acknowledges. */
static char *remote_tag(const GPtrArray *before, const Said *next)
{
    static const char *const MAKERS[] = { "INVITE", "SUBSCRIBE" };
    const Said *final =
        last(before, next,
             (Want){ next->to, next->from, "INVITE", ANY, next->cseq, true, false });

    if (is(next, "CANCEL") || is(next, "REGISTER"))
        return g_strdup("");
    if (is(next, "ACK") && final)
        return g_strdup(final->to_tag);
    for (unsigned status = 200; status < 203; status++)
        for (unsigned i = 0; i < G_N_ELEMENTS(MAKERS); i++) {
            const Said *maker =
                last(before, next, (Want){ NULL, NULL, MAKERS[i], status, ANY, true, false });

            if (maker)
                return g_strdup(maker->to_tag);
        }
    return g_strdup("");
}

static void begin_request(const GPtrArray *before, Said *next)
{
    const Said *begun = first(before, next);
    bool is_callee = begun && !g_str_equal(begun->status ? begun->to : begun->from, next->from);

    if (is_callee) {
        next->from_value = g_strdup(begun->to_value);
        next->to_value = g_strdup(begun->from_value);
        next->to_tag = g_strdup(begun->from_tag);
    } else {
        next->from_value = begun ? g_strdup(begun->from_value) : value_of(next->from);
        next->to_value = begun                        ? g_strdup(begun->to_value)
                         : is(next, "REGISTER")       ? value_of(next->from)
                         : g_str_equal(next->to, "P") ? value_of("B")
                                                      : value_of(next->to);
        next->to_tag = remote_tag(before, next);
    }
    next->from_tag = tag_of(next->from);
}

static void copy_party_lines(Said *next, const Said *from)
{
    next->from_value = g_strdup(from->from_value);
    next->to_value = g_strdup(from->to_value);
    next->from_tag = g_strdup(from->from_tag);
    next->to_tag = g_strdup(from->to_tag);
}

static void word_request(const GPtrArray *before, Said *next, const Wish *wish)
{
    const Said *received = received_of(before, next, wish);

    next->cseq = wish->cseq ? wish->cseq : request_cseq(before, next, received);
    if (received) {
        copy_party_lines(next, received);
        next->body = g_strdup(received->body);
        next->contact = g_strdup(received->contact);
        if (!next->uri)
            next->uri = g_strdup(received->uri);
    } else {
        begin_request(before, next);
    }
    give_vias(before, next, wish, received);
    if (!next->uri)
        next->uri = g_strndup(next->to_value + 1, strlen(next->to_value) - 2);
}

static void word_answer(const GPtrArray *before, Said *next, const Wish *wish)
{
    const Said *request = last(before, next,
                               (Want){ next->to, next->from, next->method, 0,
                                       wish->cseq ? wish->cseq : ANY, false, true });
    Said alone = { .method = next->method ? next->method : (char *)"INVITE",
                   .cseq = wish->cseq ? wish->cseq : 1,
                   .from = next->to,
                   .to = next->from,
                   .call_id = next->call_id,
                   .arrival = { .src = next->arrival.dst } };
    const Said *relayed;

    if (!request) { /* before the capture began */
        begin_request(before, &alone);
        give_vias(before, &alone, &(Wish){ 0 }, NULL);
    }
    request = request ? request : &alone;
    if (!next->method)
        next->method = g_strdup(request->method);
    next->cseq = request->cseq;
    next->vias = g_strdup(request->vias);
    relayed =
        last(before, next,
             (Want){ NULL, next->from, next->method, next->status, next->cseq, false, false });
    copy_party_lines(next, request);
    if (!*next->to_tag && next->status > 100) {
        g_free(next->to_tag);
        next->to_tag = relayed ? g_strdup(relayed->to_tag) : tag_of(next->from);
    }
    if (relayed) {
        next->body = g_strdup(relayed->body);
        next->contact = g_strdup(relayed->contact);
    }
    if (request == &alone) {
        char *made[] = { alone.vias, alone.from_value, alone.to_value, alone.from_tag,
                         alone.to_tag };

        for (unsigned i = 0; i < G_N_ELEMENTS(made); i++)
            g_free(made[i]);
    }
}

static char *sdp_of(const Said *next, const Wish *wish)
{
    char address[ENDPOINT_TEXT];
    g_auto(GStrv) media = NULL;

    endpoint_print_address(&next->arrival.src, address);
    media = g_strsplit(wish->media ? wish->media : address, ":", 2);
    return g_strdup_printf("v=0\r\n"
                           "o=%s 1 %u IN IP4 %s\r\n"
                           "s=-\r\n"
                           "c=IN IP4 %s\r\n"
                           "t=0 0\r\n"
                           "m=audio %s RTP/AVP 0 8\r\n"
                           "a=%s\r\n",
                           next->from, wish->sdp_version ? wish->sdp_version : 1, address,
                           media[0], media[0] && media[1] ? media[1] : "4000",
                           wish->hold ? "sendonly" : "sendrecv");
}

static void replace(char **text, const char *wish)
{
    if (!wish)
        return;
    g_free(*text);
    *text = g_strdup(wish);
}

static void give_body(Said *next, const Wish *wish)
{
    bool negotiates = is(next, "INVITE") && (!next->status || next->status / 100 == 2);
    bool asked = wish->sdp || wish->hold || wish->media || wish->sdp_version;

    if (asked || (negotiates && !next->body)) {
        g_free(next->body);
        next->body = sdp_of(next, wish);
    }
    if (wish->no_sdp)
        replace(&next->body, "");
}

static void give_contact(Said *next, const Wish *wish)
{
    static const char *const HAVE[] = { "INVITE", "REGISTER", "SUBSCRIBE", "NOTIFY",
                                        "REFER",  "UPDATE",   NULL };
    g_autofree char *user = g_ascii_strdown(next->from, -1);
    g_autofree char *address = address_of(next);

    replace(&next->contact, wish->contact);
    if (!next->contact && g_strv_contains(HAVE, next->method) && next->status < 300 &&
        next->status != 100 && !(next->status && is(next, "REGISTER")))
        next->contact = g_strdup_printf("<sip:%s@%s>", user, address);
}

static void add_party(GString *text, const char *name, const char *value, const char *tag)
{
    g_string_append_printf(text, "%s: %s%s%s\r\n", name, value, tag && *tag ? ";tag=" : "",
                           tag);
}

static void add_auth(GString *text, const Said *next, const Wish *wish)
{
    const char *nonce = wish->nonce ? wish->nonce : "n1";

    if (next->status == 401)
        g_string_append_printf(text, "WWW-Authenticate: Digest realm=\"x\", nonce=\"%s\"\r\n",
                               nonce);
    if (next->status == 407)
        g_string_append_printf(text, "Proxy-Authenticate: Digest realm=\"x\", nonce=\"%s\"\r\n",
                               nonce);
    if (!next->status && wish->credentials)
        g_string_append_printf(text,
                               "Authorization: Digest username=\"a\", realm=\"x\", "
                               "nonce=\"%s\", response=\"0\"\r\n",
                               nonce);
}

static void add_headers(GString *text, const Said *next, const Wish *wish)
{
    g_string_append(text, next->vias);
    add_party(text, "From", next->from_value, next->from_tag);
    add_party(text, "To", next->to_value, next->to_tag);
    if (*next->call_id)
        g_string_append_printf(text, "Call-ID: %s\r\n", next->call_id);
    if (!wish->no_cseq)
        g_string_append_printf(text, "CSeq: %u %s\r\n", next->cseq, next->method);
    if (next->contact && *next->contact)
        g_string_append_printf(text, "Contact: %s\r\n", next->contact);
    if (wish->expires)
        g_string_append_printf(text, "Expires: %s\r\n", wish->expires);
    if (wish->rseq)
        g_string_append_printf(text, "Require: 100rel\r\nRSeq: %d\r\n", wish->rseq);
    add_auth(text, next, wish);
    if (!next->status)
        g_string_append_printf(text, "Max-Forwards: 70\r\nUser-Agent: %s-agent\r\n",
                               next->from);
    g_string_append(text, wish->headers ? wish->headers : "");
}

static char *text_of(const Said *next, const char *reason, const Wish *wish)
{
    GString *text = g_string_new(NULL);
    const char *body = next->body ? next->body : "";

    if (next->status)
        g_string_append_printf(text, "SIP/2.0 %u %s\r\n", next->status, reason);
    else
        g_string_append_printf(text, "%s %s SIP/2.0\r\n", next->method, next->uri);
    add_headers(text, next, wish);
    if (*body)
        g_string_append(text, "Content-Type: application/sdp\r\n");
    g_string_append_printf(text, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
    return g_string_free(text, FALSE);
}

void wording_make(const GPtrArray *before, Said *next, const char *start, const Wish *wish)
{
    g_auto(GStrv) words = g_strsplit(start, " ", 2);
    const char *rest = words[1] ? words[1] : "";
    bool names_method = *rest && method_of(slice_text(rest)) != METHOD_OTHER;

    next->status = (unsigned)g_ascii_strtoull(words[0], NULL, 10);
    if (next->status) {
        const Said *request =
            last(before, next, (Want){ next->to, next->from, NULL, 0, ANY, false, true });

        if (names_method)
            next->method = g_strdup(rest);
        else if (request)
            next->method = g_strdup(request->method);
        word_answer(before, next, wish);
    } else {
        next->method = g_strdup(words[0]);
        next->uri = *rest ? g_strdup(rest) : NULL;
        word_request(before, next, wish);
    }
    replace(&next->from_tag, wish->from_tag);
    replace(&next->to_tag, wish->to_tag);
    replace(&next->from_value, wish->from);
    replace(&next->to_value, wish->to);
    give_contact(next, wish);
    give_body(next, wish);
    next->text = text_of(next, names_method || !*rest ? "Reason" : rest, wish);
}
