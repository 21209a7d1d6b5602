/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/link.h"

#include <string.h>

#include "tests/support/exchange.h"

/* One message in the words of a test; what is left out has a default. */
typedef struct Line {
    int64_t ms; /* since the beginning */
    const char *call_id, *from, *to, *start;
    const char *cseq;            /* "1 INVITE" */
    const char *caller, *called; /* users of From and To, "4930111" and "4930222" */
    const char *tag;             /* of From; one of the Call-ID's own */
    const char *to_tag;
    const char *headers;
    int port;     /* of the media; 0: no session description */
    bool is_hold; /* in that */
} Line;

#define OR(text, other) ((text) ? (text) : (other))
#define SECOND INT64_C(1000000000)

static void tell(Exchange *x, Line line)
{
    static const char SDP[] = "v=0\r\no=- %d 1 IN IP4 198.51.100.9\r\ns=-\r\n"
                              "c=IN IP4 198.51.100.9\r\nt=0 0\r\nm=audio %d RTP/AVP 0\r\n%s";
    bool is_answer = g_ascii_isdigit(line.start[0]);
    const char *called = OR(line.called, "4930222");
    g_autofree char *body = line.port ? g_strdup_printf(SDP, line.port, line.port,
                                                        line.is_hold ? "a=sendonly\r\n" : "")
                                      : g_strdup("");
    g_autofree char *first =
        is_answer ? g_strdup_printf("SIP/2.0 %s X", line.start)
                  : g_strdup_printf("%s sip:%s@example.net SIP/2.0", line.start, called);
    g_autofree char *tag = g_strdup_printf("tag-of-%s", line.call_id);
    g_autofree char *cseq = g_strdup_printf("1 %s", is_answer ? "INVITE" : line.start);
    g_autofree char *text = g_strdup_printf(
        "%s\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK%s%s\r\nFrom: <sip:%s@example.net>;tag=%s\r\n"
        "To: <sip:%s@example.net>%s%s\r\nCall-ID: %s\r\nCSeq: %s\r\n%s%s\r\n%s",
        first, line.call_id, OR(line.cseq, cseq), OR(line.caller, "4930111"), OR(line.tag, tag),
        called, line.to_tag ? ";tag=" : "", OR(line.to_tag, ""), line.call_id,
        OR(line.cseq, cseq), OR(line.headers, ""),
        line.port ? "Content-Type: application/sdp\r\n" : "", body);

    x->time = (INT64_C(1700000000000) + line.ms - 10) * 1000000;
    exchange_feed(x, slice_text(text), line.from, line.to);
}

/* An INVITE, further options as designated initializers of Line. */
#define invite(x, at, id, src, dst, ...)                                                       \
    tell(x, (Line){ .ms = (at),                                                                \
                    .call_id = (id),                                                           \
                    .from = (src),                                                             \
                    .to = (dst),                                                               \
                    .start = "INVITE",                                                         \
                    __VA_ARGS__ })
#define say_of(x, at, id, src, dst, what, ...)                                                 \
    tell(x, (Line){ .ms = (at),                                                                \
                    .call_id = (id),                                                           \
                    .from = (src),                                                             \
                    .to = (dst),                                                               \
                    .start = (what),                                                           \
                    .to_tag = "t",                                                             \
                    __VA_ARGS__ })

static Slice name_of(const Exchange *x, DialogId id)
{
    return texts_get(dialogs_texts(x->dialogs), dialogs_get(x->dialogs, id)->call_id);
}

static void append_name(GString *text, const char *before, const Exchange *x, DialogId id)
{
    Slice name = name_of(x, id);

    g_string_append(text, before);
    g_string_append_len(text, (const char *)name.data, (gssize)name.len);
}

/* The calls by number of their first dialogs: "a+b(x-call-id) c~a d?a" are four dialogs of
 * three calls, of which c is related with a, and d is possibly a. */
static char *told(const Exchange *x)
{
    g_autoptr(Links) links = links_find(x->dialogs);
    GString *text = g_string_new(NULL);

    for (DialogId id = 1; id <= dialogs_len(x->dialogs); id++) {
        DialogId group, possibly;

        if (!dialogs_get(x->dialogs, id) || links_call(links, id) != id)
            continue;
        group = links_group(links, id);
        possibly = links_possibly(links, id);
        append_name(text, text->len ? " " : "", x, id);
        for (DialogId leg = 1; leg <= dialogs_len(x->dialogs); leg++)
            if (leg != id && links_call(links, leg) == id) {
                append_name(text, "+", x, leg);
                g_string_append_printf(text, "(%s)", links_evidence(links, leg));
            }
        if (group != id)
            append_name(text, "~", x, group);
        if (possibly)
            append_name(text, "?", x, possibly);
    }
    return g_string_free(text, FALSE);
}

#define assert_told(x, expected)                                                               \
    do {                                                                                       \
        g_autofree char *told_ = told(x);                                                      \
        g_assert_cmpstr(told_, ==, (expected));                                                \
    } while (0)

static LinkCounts counts_of(const Exchange *x)
{
    g_autoptr(Links) links = links_find(x->dialogs);

    return links_counts(links);
}

/* A second dialog that has nothing in common with the first: other users, another server. */
#define OTHERS .caller = "4977333", .called = "4977444"

static void a_header_that_names_a_call_id_joins_legs(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "Q", "B", OTHERS, .headers = "X-Call-ID: a\r\n");
    invite(x, 20, "c", "R", "C", .headers = "x-cid: b\r\n");
    invite(x, 30, "d", "S", "D", OTHERS, .headers = "X-Call-ID: unseen\r\n");
    invite(x, 40, "e", "S", "E", OTHERS, .headers = "X-Call-ID: e\r\n");
    assert_told(x, "a+b(x-call-id)+c(x-cid) d e");
}

static void the_user_names_further_headers(void)
{
    g_autoptr(Exchange) x = exchange_new();
    char *names[] = { "X-Leg-Of", NULL };

    link_store_name_headers(link_store_of(x->dialogs), names);
    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "Q", "B", OTHERS, .headers = "x-leg-of: a\r\n");
    assert_told(x, "a+b(x-leg-of)");
}

#define HALF "0123456789abcdef0123456789abcdef"
#define OTHER_HALF "fedcba9876543210fedcba9876543210"
#define NIL "00000000000000000000000000000000"

static void the_same_session_id_joins_legs(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "Session-ID: " HALF ";remote=" NIL "\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS, .headers = "Session-ID: " HALF ";remote=" NIL "\r\n");
    assert_told(x, "a+b(session-id)");
}

static void the_halves_of_a_session_id_may_be_swapped(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "Session-ID: " HALF ";remote=" OTHER_HALF "\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS,
           .headers = "Session-ID: " OTHER_HALF ";remote=" HALF "\r\n");
    assert_told(x, "a+b(session-id)");
}

static void an_answer_has_the_session_id_too(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "Session-ID: " HALF ";remote=" NIL "\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS);
    say_of(x, 20, "b", "B", "Q", "180", OTHERS,
           .headers = "Session-ID: " OTHER_HALF ";remote=" HALF "\r\n");
    assert_told(x, "a+b(session-id)");
}

static void the_nil_half_of_a_session_id_says_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "Session-ID: " NIL ";remote=" HALF "\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS, .headers = "Session-ID: " NIL "\r\n");
    assert_told(x, "a b");
}

static void the_same_charging_vector_joins_legs(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "P-Charging-Vector: icid-value=\"x1\"\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS,
           .headers = "P-Charging-Vector: orig-ioi=h;icid-value=x1\r\n");
    invite(x, 20, "c", "R", "C", OTHERS,
           .headers = "P-Charging-Vector: icid-value=x2;orig-ioi=h\r\n");
    assert_told(x, "a+b(p-charging-vector) c");
}

static void the_same_from_tag_joins_legs(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .tag = "one");
    invite(x, 10, "b", "P", "B", .tag = "one");
    invite(x, 20, "c", "P", "C", OTHERS, .tag = "two");
    assert_told(x, "a+b(from-tag) c");
}

static void a_callers_one_tag_for_all_calls_joins_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .tag = "1");
    invite(x, 5000, "b", "A", "P", .tag = "1");
    assert_told(x, "a b");
    g_assert_cmpuint(counts_of(x).common_values, ==, 1);
}

static void a_value_of_very_many_dialogs_joins_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    for (unsigned i = 0; i < LINK_VALUE_DIALOGS_MAX; i++) {
        char id[2] = { (char)('a' + i), 0 };

        invite(x, 10 * i, id, "A", "P", .headers = "P-Charging-Vector: icid-value=x\r\n");
    }
    g_assert_cmpuint(counts_of(x).common_values, ==, 0);
    invite(x, 500, "z", "Q", "B", .headers = "P-Charging-Vector: icid-value=x\r\n");
    assert_told(x, "a b c d e f g h i j k l m n o p z");
    g_assert_cmpuint(counts_of(x).common_values, ==, 1);
}

static void a_value_that_comes_again_later_joins_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "P-Charging-Vector: icid-value=x\r\n");
    invite(x, 60001, "b", "Q", "B", .headers = "P-Charging-Vector: icid-value=x\r\n");
    assert_told(x, "a b");
    g_assert_cmpuint(counts_of(x).common_values, ==, 1);
}

static void a_call_has_a_bound_of_dialogs(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Links) links = NULL;
    unsigned legs = 0;

    /* each names the one before, so that no value is too common */
    for (unsigned i = 0; i < LINK_CALL_MAX + 10; i++) {
        g_autofree char *id = g_strdup_printf("leg-%u", i);
        g_autofree char *header = g_strdup_printf("X-Call-ID: leg-%u\r\n", i - 1);

        invite(x, 10 * i, id, "A", "P", .headers = i ? header : NULL);
    }
    links = links_find(x->dialogs);
    for (DialogId id = 1; id <= dialogs_len(x->dialogs); id++)
        legs += links_call(links, id) == 1;
    g_assert_cmpuint(legs, ==, LINK_CALL_MAX);
    g_assert_cmpuint(links_counts(links).full_calls, ==, 1);
}

static void many_dialogs_with_one_value_cost_little(void)
{
    g_autoptr(Exchange) x = exchange_new();
    LinkCounts counts;

    for (unsigned i = 0; i < 100000; i++) {
        g_autofree char *id = g_strdup_printf("%u", i);

        invite(x, i / 100, id, "A", "P", .headers = "X-Call-ID: 0\r\n", .tag = "1");
    }
    counts = counts_of(x);
    g_assert_cmpuint(counts.common_values, ==, 2);
    g_assert_cmpuint(counts.looked_at, <=, 2 * 100000 + 1);
}

/* P receives calls to one number and originates calls to it, all in a second, as trunks do. */
static void many_likely_legs_are_not_all_compared(void)
{
    g_autoptr(Exchange) x = exchange_new();

    for (unsigned i = 0; i < 2000; i++) {
        g_autofree char *in = g_strdup_printf("in-%u", i);
        g_autofree char *out = g_strdup_printf("out-%u", i);

        invite(x, i / 2, in, "A", "P");
        invite(x, i / 2, out, "P", "B");
    }
    g_assert_cmpuint(counts_of(x).looked_at, <=, 2000 * 2 * 200);
    g_assert_cmpuint(counts_of(x).passed_over, >, 0);
}

static void a_server_that_calls_on_to_the_same_number_makes_a_leg(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .caller = "anonymous", .called = "+4930222333");
    invite(x, 50, "b", "P", "B", .caller = "4930999", .called = "00222333");
    assert_told(x, "a+b(called-number)");
}

static void a_server_that_calls_on_for_the_same_caller_makes_a_leg(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .called = "1001");
    invite(x, 50, "b", "P", "B", .called = "207");
    assert_told(x, "a+b(calling-number)");
}

static void a_server_that_passes_the_media_on_makes_a_leg(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .port = 4000);
    invite(x, 50, "b", "P", "B", OTHERS, .port = 4000);
    assert_told(x, "a+b(sdp)");
}

static void what_comes_later_than_two_seconds_is_another_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 2001, "b", "P", "B");
    assert_told(x, "a b");
}

static void what_another_server_originates_is_another_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "Q", "B");
    assert_told(x, "a b");
}

static void a_call_that_is_relayed_is_not_originated_again(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "a", "P", "B");
    invite(x, 20, "b", "P", "C");
    assert_told(x, "a b");
}

static void other_numbers_at_the_same_time_are_weak_evidence(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 5, "b", "P", "B", OTHERS);
    assert_told(x, "a b");
}

static void of_two_equal_candidates_none_is_taken(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 2, "b", "C", "P");
    invite(x, 10, "c", "P", "B");
    assert_told(x, "a b?c c?b");
}

static void the_nearest_in_time_is_taken_and_each_once(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "P", "B");
    invite(x, 1500, "c", "C", "P");
    invite(x, 1510, "d", "P", "B");
    assert_told(x, "a+b(called-number) c+d(called-number)");
}

/* Both calls are to one number and begin at once; that their answers come together tells. */
static void say_two_calls_answered_apart(Exchange *x)
{
    invite(x, 0, "a", "A", "P");
    invite(x, 1, "b", "C", "P");
    invite(x, 10, "c", "P", "B");
    invite(x, 12, "d", "P", "B");
    say_of(x, 3000, "d", "B", "P", "200");
    say_of(x, 3005, "a", "P", "A", "200");
    say_of(x, 7000, "c", "B", "P", "200");
    say_of(x, 7005, "b", "P", "C", "200");
}

static void answers_tell_which_legs_are_one_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_two_calls_answered_apart(x);
    assert_told(x, "a+d(called-number) b+c(called-number)");
}

static void legs_that_end_apart_are_two_calls(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "P", "B");
    say_of(x, 2000, "a", "P", "A", "200");
    say_of(x, 9000, "b", "B", "P", "200");
    assert_told(x, "a b");
}

static void a_chain_of_servers_is_one_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "P", "Q");
    invite(x, 20, "c", "Q", "B");
    assert_told(x, "a+b(called-number)+c(called-number)");
}

static void a_group_that_rings_is_one_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .called = "100");
    invite(x, 10, "b", "P", "B", .called = "101");
    invite(x, 12, "c", "P", "C", .called = "102");
    invite(x, 14, "d", "P", "D", .called = "103");
    say_of(x, 3000, "c", "C", "P", "200", .called = "102");
    say_of(x, 3005, "a", "P", "A", "200", .called = "100");
    say_of(x, 3006, "b", "P", "B", "CANCEL", .called = "101");
    say_of(x, 3007, "d", "P", "D", "CANCEL", .called = "103");
    assert_told(x, "a+b(calling-number)+c(calling-number)+d(calling-number)");
}

static void a_call_that_replaces_another_is_related(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 90000, "b", "C", "Q", OTHERS, .headers = "Replaces: a;to-tag=t;from-tag=f\r\n");
    assert_told(x, "a b~a");
}

static void a_refer_with_replaces_relates_both(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 9000, "b", "A", "P", OTHERS);
    say_of(x, 20000, "a", "A", "P", "REFER",
           .headers =
               "Refer-To: <sip:c@example.net?Replaces=b%3Bto-tag%3Dt%3Bfrom-tag%3Df>\r\n");
    assert_told(x, "a b~a");
}

static void who_is_referred_calls_the_target_soon(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    say_of(x, 9000, "a", "B", "P", "REFER",
           .headers = "Refer-To: <sip:4930333@example.net>\r\n");
    say_of(x, 9010, "a", "P", "A", "REFER",
           .headers = "Refer-To: <sip:4930333@example.net>\r\n");
    invite(x, 10000, "b", "A", "P", .called = "4930444");
    invite(x, 11000, "c", "C", "P", .called = "4930333");
    invite(x, 41000, "d", "A", "P", .called = "4930333");
    assert_told(x, "a b c d~a");
}

static void who_is_referred_calls_no_more_after_a_while(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    say_of(x, 9000, "a", "P", "A", "REFER",
           .headers = "Refer-To: <sip:4930333@example.net>\r\n");
    invite(x, 41001, "b", "A", "P", .called = "4930333");
    assert_told(x, "a b");
}

/* A holds one call while another rings at it. */
static void say_waiting(Exchange *x, const char *called)
{
    invite(x, 0, "a", "A", "P", .port = 4000);
    invite(x, 9000, "b", "P", "A", .caller = "4930333", .called = called);
    say_of(x, 10000, "a", "A", "P", "INVITE", .port = 4000, .is_hold = true,
           .cseq = "2 INVITE");
    say_of(x, 20000, "b", "A", "P", "200", .caller = "4930333", .called = called);
}

static void a_call_on_hold_is_related_with_the_one_that_waits(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_waiting(x, "4930111");
    assert_told(x, "a b~a");
}

static void another_user_at_the_same_address_is_not_related(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_waiting(x, "4930777");
    assert_told(x, "a b");
}

static void a_call_that_was_over_before_the_hold_is_not_related(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .port = 4000);
    invite(x, 1000, "b", "P", "A", .caller = "4930333", .called = "4930111");
    say_of(x, 2000, "b", "A", "P", "486", .caller = "4930333", .called = "4930111");
    say_of(x, 10000, "a", "A", "P", "INVITE", .port = 4000, .is_hold = true,
           .cseq = "2 INVITE");
    assert_told(x, "a b");
}

static void the_same_links_are_found_with_any_seed(void)
{
    for (unsigned i = 0; i < 20; i++) {
        g_autoptr(Exchange) x = exchange_new();

        say_two_calls_answered_apart(x);
        assert_told(x, "a+d(called-number) b+c(called-number)");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(test) g_test_add_func("/linking/" #test, test)
    ADD(a_header_that_names_a_call_id_joins_legs);
    ADD(the_user_names_further_headers);
    ADD(the_same_session_id_joins_legs);
    ADD(the_halves_of_a_session_id_may_be_swapped);
    ADD(an_answer_has_the_session_id_too);
    ADD(the_nil_half_of_a_session_id_says_nothing);
    ADD(the_same_charging_vector_joins_legs);
    ADD(the_same_from_tag_joins_legs);
    ADD(a_callers_one_tag_for_all_calls_joins_nothing);
    ADD(a_value_of_very_many_dialogs_joins_nothing);
    ADD(a_value_that_comes_again_later_joins_nothing);
    ADD(a_call_has_a_bound_of_dialogs);
    ADD(many_dialogs_with_one_value_cost_little);
    ADD(many_likely_legs_are_not_all_compared);
    ADD(a_server_that_calls_on_to_the_same_number_makes_a_leg);
    ADD(a_server_that_calls_on_for_the_same_caller_makes_a_leg);
    ADD(a_server_that_passes_the_media_on_makes_a_leg);
    ADD(what_comes_later_than_two_seconds_is_another_call);
    ADD(what_another_server_originates_is_another_call);
    ADD(a_call_that_is_relayed_is_not_originated_again);
    ADD(other_numbers_at_the_same_time_are_weak_evidence);
    ADD(of_two_equal_candidates_none_is_taken);
    ADD(the_nearest_in_time_is_taken_and_each_once);
    ADD(answers_tell_which_legs_are_one_call);
    ADD(legs_that_end_apart_are_two_calls);
    ADD(a_chain_of_servers_is_one_call);
    ADD(a_group_that_rings_is_one_call);
    ADD(a_call_that_replaces_another_is_related);
    ADD(a_refer_with_replaces_relates_both);
    ADD(who_is_referred_calls_the_target_soon);
    ADD(who_is_referred_calls_no_more_after_a_while);
    ADD(a_call_on_hold_is_related_with_the_one_that_waits);
    ADD(another_user_at_the_same_address_is_not_related);
    ADD(a_call_that_was_over_before_the_hold_is_not_related);
    ADD(the_same_links_are_found_with_any_seed);
#undef ADD
    return g_test_run();
}
