/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/dialog.h"

#include "flows/dialog_end.h"
#include "tests/support/calls.h"
#include "tests/support/slices.h"

static Slice text_of(const Exchange *x, TextId id)
{
    return texts_get(dialogs_texts(x->dialogs), id);
}

static void a_call_id_is_one_dialog(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite;
    const Dialog *dialog;

    say(x, "A", "P", "INVITE");
    invite = say(x, "P", "B", "INVITE");
    x->call_id = "call-2";
    say(x, "C", "P", "INVITE");
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
    dialog = exchange_dialog(x, invite);
    g_assert_cmpuint(dialog->messages, ==, 2);
    assert_slice_equals(text_of(x, dialog->call_id), "call-1");
    assert_slice_equals(text_of(x, dialog->from), "<sip:a@example.net>");
    assert_slice_equals(text_of(x, dialog->to), "<sip:b@example.net>");
    assert_slice_equals(text_of(x, dialog->from_tag), "tag-A");
    assert_slice_equals(text_of(x, dialog->user_agent), "A-agent");
    g_assert_cmpint(dialog->end - dialog->start, ==, 10000000);
}

static void a_message_keeps_what_matching_needs(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE", .credentials = true);
    MessageId relay = say(x, "P", "B", "INVITE");
    MessageId ringing = say(x, "B", "P", "183", .rseq = 1, .hold = true);
    const Message *first = exchange_message(x, invite);
    const Message *second = exchange_message(x, relay);
    const Message *third = exchange_message(x, ringing);

    g_assert_cmpuint(first->flags, ==,
                     MESSAGE_HAS_SDP | MESSAGE_CREDENTIALS | MESSAGE_ONE_VIA |
                         MESSAGE_OWN_CONTACT | MESSAGE_AT_CALLER);
    g_assert_cmpuint(second->flags, ==, MESSAGE_HAS_SDP);
    g_assert_cmpuint(second->second_branch, ==, first->branch);
    g_assert_cmpuint(second->sdp, ==, first->sdp);
    g_assert_cmpuint(third->flags, ==,
                     MESSAGE_HAS_SDP | MESSAGE_HOLD | MESSAGE_RELIABLE | MESSAGE_OWN_CONTACT);
    g_assert_cmpuint(third->branch, ==, second->branch);
    g_assert_cmpuint(third->status, ==, 183);
    g_assert_cmpuint(third->method, ==, METHOD_INVITE);
    g_assert_cmpuint(message_size(first), >=, exchange_arrival(x, invite)->text.len);
}

/* The CSeq's method and the status of each message, in the order of the dialog. */
static char *order_of(const Exchange *x, const Dialog *dialog)
{
    GString *order = g_string_new(NULL);

    for (MessageId id = dialog->first; id; id = dialogs_message(x->dialogs, id)->next) {
        const Message *message = dialogs_message(x->dialogs, id);

        g_string_append_printf(order, "%s%s", order->len ? " " : "",
                               method_name((Method)message->method));
        if (message->status)
            g_string_append_printf(order, "-%u", message->status);
        if (!dialogs_message(x->dialogs, id)->next)
            g_assert_cmpuint(id, ==, dialog->last);
    }
    return g_string_free(order, FALSE);
}

static void a_message_that_waited_takes_its_place(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autofree char *order = NULL;
    const Dialog *dialog;

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "100");
    say(x, "A", "P", "ACK");
    say(x, "A", "P", "BYE");
    say(x, "P", "A", "200 INVITE", .late = 2);
    say(x, "P", "A", "180 INVITE", .late = 3);
    dialog = exchange_dialog(x, x->last);
    order = order_of(x, dialog);
    g_assert_cmpuint(dialog->messages, ==, 6);
    g_assert_cmpstr(order, ==, "INVITE INVITE-180 INVITE-100 INVITE-200 ACK BYE");
}

/* As if the request had been read first: so it tells who calls, and how the call stands. */
static void a_request_that_waited_opens_its_dialog(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autofree char *order = NULL;
    const Dialog *dialog;
    MessageId invite;
    Endpoint caller;

    say(x, "B", "P", "OPTIONS");
    x->call_id = "call-2";
    say(x, "P", "B", "INVITE");
    say(x, "B", "P", "486");
    invite = say(x, "A", "P", "INVITE", .cseq = 1, .to_tag = "", .late = 2);
    dialog = exchange_dialog(x, invite);
    caller = exchange_endpoint(x, "A");
    order = order_of(x, dialog);
    g_assert_cmpstr(order, ==, "INVITE INVITE INVITE-486");
    g_assert_cmpuint(dialog->first, ==, invite);
    g_assert_true(
        endpoint_equals(endpoints_get(dialogs_endpoints(x->dialogs), dialog->caller), &caller));
    g_assert_cmpint(dialog->state, ==, STATE_TRYING);
    say(x, "P", "A", "486");
    g_assert_cmpint(exchange_dialog(x, invite)->state, ==, STATE_BUSY);
}

/* So that one message of a long dialog never costs a walk along all of it. */
static void a_message_that_waited_for_too_long_stays_near_the_end(void)
{
    g_autoptr(Exchange) x = exchange_new();
    unsigned behind = 0;
    MessageId last;
    MessageId late;

    say(x, "A", "P", "INVITE");
    for (unsigned i = 0; i < 300; i++)
        last = say(x, "A", "P", "INFO");
    late = say(x, "A", "P", "INFO", .late = 200);
    for (MessageId id = late; id; id = exchange_message(x, id)->next)
        behind++;
    g_assert_cmpuint(behind, >=, 64);
    g_assert_cmpuint(behind, <=, 128);
    g_assert_cmpuint(exchange_dialog(x, late)->last, ==, last);
}

static void credentials_name_the_challenge_they_answer(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId challenge, answer, other;

    say(x, "A", "P", "INVITE");
    challenge = say(x, "P", "A", "407", .nonce = "n5");
    answer = say(x, "A", "P", "INVITE", .credentials = true, .nonce = "n5");
    other = say(x, "A", "P", "INVITE", .credentials = true, .nonce = "n6");
    g_assert_true(exchange_message(x, challenge)->flags & MESSAGE_CHALLENGE);
    g_assert_cmpuint(exchange_message(x, challenge)->auth, ==,
                     exchange_message(x, answer)->auth);
    g_assert_cmpuint(exchange_message(x, challenge)->auth, !=,
                     exchange_message(x, other)->auth);
}

static void a_contact_is_ones_own_by_the_whole_address(void)
{
    static const struct {
        const char *place, *contact;
        bool is_own;
    } CASES[] = {
        { "192.0.2.1:5060", "<sip:a@192.0.2.1>", true },
        { "192.0.2.1:5060", "<sip:a@192.0.2.1:40000>", true },
        { "192.0.2.1:5060", "<sip:a@192.0.2.10:5060>", false },
        { "192.0.2.1:5060", "<sip:a@example.net>", false },
        { "[2001:db8::1]:5060", "<sip:a@[2001:db8::1]:5060>", true },
        { "[2001:db8::1]:5060", "<sip:a@[2001:DB8:0::1]>", true },
        { "[2001:db8::1]:5060", "<sip:a@[2001:db8::11]>", false },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Exchange) x = exchange_new();

        exchange_place(x, "A", CASES[i].place);
        say(x, "A", "P", "INVITE", .contact = CASES[i].contact);
        g_assert_cmpint(!!(exchange_message(x, x->last)->flags & MESSAGE_OWN_CONTACT), ==,
                        CASES[i].is_own);
    }
}

static void users_are_kept_without_a_tag_that_ends_them(void)
{
    static const char *const VALUES[][2] = {
        { "<sip:a@example.net>;tag=1", "<sip:a@example.net>" },
        { "<sip:a@example.net>;user=phone;tag=1", "<sip:a@example.net>;user=phone" },
        { "<sip:a@example.net>;tag=1;user=phone", "<sip:a@example.net>;tag=1;user=phone" },
        { "<sip:a@example.net>; tag=1", "<sip:a@example.net>; tag=1" },
        { "sip:a@example.net;tag=1", "sip:a@example.net" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(VALUES); i++) {
        g_autoptr(Exchange) x = exchange_new();
        g_autofree char *text =
            g_strdup_printf("OPTIONS sip:b@example.net SIP/2.0\r\nFrom: %s\r\nTo: %s\r\n"
                            "Call-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n",
                            VALUES[i][0], VALUES[i][0]);
        const Dialog *dialog = exchange_dialog(x, exchange_feed(x, slice_text(text), "A", "B"));

        assert_slice_equals(text_of(x, dialog->from), VALUES[i][1]);
        assert_slice_equals(text_of(x, dialog->from_tag), "1");
        g_assert_cmpuint(dialog->from, ==, dialog->to);
    }
}

static void forks_are_told_by_the_callees_tag(void)
{
    g_autoptr(Exchange) x = exchange_new();
    const Dialog *dialog;

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "180", .to_tag = "tag-B");
    say(x, "P", "A", "180", .to_tag = "tag-C");
    say(x, "P", "A", "404", .to_tag = "tag-D");
    say(x, "A", "P", "ACK", .to_tag = "tag-D");
    say(x, "P", "A", "200 INVITE", .to_tag = "tag-B");
    say(x, "B", "A", "BYE");
    say(x, "A", "B", "200 BYE");
    dialog = exchange_dialog(x, x->last);
    assert_slice_equals(text_of(x, dialog->first_fork), "tag-B");
    g_assert_cmpuint(dialog->more_forks_len, ==, 1);
    assert_slice_equals(text_of(x, dialog->more_forks[0]), "tag-C");
}

/* Each server on the way answers a CANCEL by itself, with a tag of its own. */
static void the_answer_to_a_cancel_is_no_fork(void)
{
    g_autoptr(Exchange) x = exchange_new();
    const Dialog *dialog;

    say(x, "A", "P", "INVITE");
    say(x, "P", "B", "INVITE");
    say(x, "B", "P", "180");
    say(x, "P", "A", "180");
    say(x, "A", "P", "CANCEL");
    say(x, "P", "A", "200 CANCEL", .to_tag = "tag-P");
    dialog = exchange_dialog(x, x->last);
    assert_slice_equals(text_of(x, dialog->first_fork), "tag-B");
    g_assert_cmpuint(dialog->more_forks_len, ==, 0);
}

static void more_than_64_forks_are_counted(void)
{
    g_autoptr(Exchange) x = exchange_new();
    char tag[16];

    say(x, "A", "P", "INVITE");
    for (unsigned i = 0; i < DIALOG_FORKS_MAX; i++) {
        g_snprintf(tag, sizeof tag, "tag-%u", i);
        say(x, "P", "A", "180", .to_tag = tag);
    }
    g_assert_cmpuint(x->anomalies, ==, 0);
    g_assert_cmpuint(exchange_dialog(x, x->last)->more_forks_len, ==, DIALOG_FORKS_MAX - 1);
    say(x, "P", "A", "180", .to_tag = "one-more");
    g_assert_cmpuint(x->anomalies, ==, ANOMALY_BIT(ANOMALY_DIALOG_FULL));
    g_assert_cmpuint(exchange_dialog(x, x->last)->more_forks_len, ==, DIALOG_FORKS_MAX - 1);
}

static void without_a_call_id_endpoints_hold_messages_together(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId first;

    x->call_id = "";
    first = say(x, "A", "P", "INVITE");
    say(x, "P", "A", "200");
    say(x, "A", "P", "REGISTER", .after_ms = 60000);
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
    say(x, "A:5070", "P", "INVITE");
    say(x, "C", "P", "INVITE");
    g_assert_cmpuint(exchange_dialogs(x), ==, 3);
    g_assert_cmpuint(exchange_dialog(x, first)->messages, ==, 3);
}

static Endpoint at(const Exchange *x, const char *name)
{
    return exchange_endpoint(x, name);
}

static bool mark(Exchange *x, Slice text, const char *from, const char *to)
{
    Endpoint src = at(x, from), dst = at(x, to);
    SipView quote;

    g_assert_true(scan_message(text, &quote));
    return dialogs_mark_unreached(x->dialogs, &quote, &src, &dst);
}

static void an_icmp_error_marks_the_message_it_quotes(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE");
    MessageId relay = say(x, "P", "B", "INVITE");
    Slice text = exchange_arrival(x, relay)->text;

    g_assert_true(mark(x, slice_head(text, 500), "P", "B"));
    g_assert_true(exchange_message(x, relay)->flags & MESSAGE_UNREACHED);
    g_assert_false(exchange_message(x, invite)->flags & MESSAGE_UNREACHED);
    g_assert_false(mark(x, text, "P", "C"));
    g_assert_false(mark(x, text, "Q", "R"));
    g_assert_false(
        mark(x, slice_text("INVITE sip:b SIP/2.0\r\nCall-ID: other\r\n\r\n"), "P", "B"));
}

static void a_quote_may_end_before_the_cseq(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE");
    Slice text = exchange_arrival(x, invite)->text;
    const char *cseq = g_strstr_len((const char *)text.data, (gssize)text.len, "CSeq");

    g_assert_true(
        mark(x, slice_head(text, (size_t)(cseq + 1 - (const char *)text.data)), "A", "P"));
    g_assert_true(exchange_message(x, invite)->flags & MESSAGE_UNREACHED);
}

static void a_flood_of_icmp_errors_against_a_long_dialog_ends(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE");
    Slice text = exchange_arrival(x, invite)->text;

    for (unsigned i = 0; i < 100000; i++)
        exchange_feed(x, slice_text("INFO sip:b SIP/2.0\r\nCall-ID: call-1\r\n\r\n"), "A", "P");
    for (unsigned i = 0; i < 20000; i++)
        g_assert_false(mark(x, text, "A", "P"));
    g_assert_true(
        mark(x, slice_text("INFO sip:b SIP/2.0\r\nCall-ID: call-1\r\n\r\n"), "A", "P"));
}

static void there_is_no_dialog_without_a_number(void)
{
    g_autoptr(Exchange) x = exchange_new();

    g_assert_null(dialogs_get(x->dialogs, 0));
    g_assert_null(dialogs_get(x->dialogs, 1));
    say(x, "A", "P", "INVITE");
    g_assert_nonnull(dialogs_get(x->dialogs, 1));
    g_assert_null(dialogs_get(x->dialogs, 2));
    dialogs_remove(x->dialogs, 1, 0);
    g_assert_null(dialogs_get(x->dialogs, 1));
    dialogs_free(NULL);
}

static void time_that_steps_back_leaves_start_before_end(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    x->time -= 5000000000;
    say(x, "P", "A", "180");
    g_assert_cmpint(exchange_dialog(x, x->last)->end - exchange_dialog(x, x->last)->start, ==,
                    4990000000);
}

/* One Call-ID each, or one for all, without Exchange's bookkeeping. */
static void flood(Exchange *x, unsigned from, unsigned to, unsigned call_ids)
{
    for (unsigned i = from; i < to; i++) {
        char text[256];

        g_snprintf(text, sizeof text,
                   "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK%u\r\n"
                   "From: <sip:a@b>;tag=%u\r\nTo: <sip:c@d>;tag=t%u\r\n"
                   "Call-ID: call-%u\r\nCSeq: 1 INVITE\r\n\r\n",
                   i, i % call_ids, i % 3, i % call_ids);
        exchange_feed(x, slice_text(text), "A", "P");
    }
}

static void fifty_thousand_call_ids_come_and_go(void)
{
    g_autoptr(Exchange) x = exchange_new();
    size_t empty = 0;

    for (unsigned round = 0; round < 2; round++) {
        flood(x, 0, 100000, 50000);
        g_assert_cmpuint(exchange_dialogs(x), ==, 50000);
        g_assert_cmpuint(dialogs_len(x->dialogs), ==, 50000);
        g_assert_cmpuint(dialogs_memory(x->dialogs), >, 50000 * sizeof(Dialog));
        for (DialogId id = 1; id <= 50000; id++)
            dialogs_remove(x->dialogs, id, 0);
        if (round == 0) /* tables of texts and endpoints have grown, what they hold is gone */
            empty = dialogs_memory(x->dialogs);
        g_assert_cmpuint(dialogs_memory(x->dialogs), ==, empty);
        g_assert_cmpuint(exchange_dialogs(x), ==, 0);
    }
}

static void one_dialog_holds_fifty_thousand_messages(void)
{
    g_autoptr(Exchange) x = exchange_new();

    flood(x, 0, 50000, 1);
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
    g_assert_cmpuint(exchange_dialog(x, x->last)->messages, ==, 50000);
    dialogs_remove(x->dialogs, 1, 0);
    g_assert_cmpuint(exchange_dialogs(x), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dialog/a_call_id_is_one_dialog", a_call_id_is_one_dialog);
    g_test_add_func("/dialog/a_message_keeps_what_matching_needs",
                    a_message_keeps_what_matching_needs);
    g_test_add_func("/dialog/a_message_that_waited_takes_its_place",
                    a_message_that_waited_takes_its_place);
    g_test_add_func("/dialog/a_request_that_waited_opens_its_dialog",
                    a_request_that_waited_opens_its_dialog);
    g_test_add_func("/dialog/a_message_that_waited_for_too_long_stays_near_the_end",
                    a_message_that_waited_for_too_long_stays_near_the_end);
    g_test_add_func("/dialog/credentials_name_the_challenge_they_answer",
                    credentials_name_the_challenge_they_answer);
    g_test_add_func("/dialog/a_contact_is_ones_own_by_the_whole_address",
                    a_contact_is_ones_own_by_the_whole_address);
    g_test_add_func("/dialog/users_are_kept_without_a_tag_that_ends_them",
                    users_are_kept_without_a_tag_that_ends_them);
    g_test_add_func("/dialog/forks_are_told_by_the_callees_tag",
                    forks_are_told_by_the_callees_tag);
    g_test_add_func("/dialog/the_answer_to_a_cancel_is_no_fork",
                    the_answer_to_a_cancel_is_no_fork);
    g_test_add_func("/dialog/more_than_64_forks_are_counted", more_than_64_forks_are_counted);
    g_test_add_func("/dialog/without_a_call_id_endpoints_hold_messages_together",
                    without_a_call_id_endpoints_hold_messages_together);
    g_test_add_func("/dialog/an_icmp_error_marks_the_message_it_quotes",
                    an_icmp_error_marks_the_message_it_quotes);
    g_test_add_func("/dialog/a_quote_may_end_before_the_cseq", a_quote_may_end_before_the_cseq);
    g_test_add_func("/dialog/a_flood_of_icmp_errors_against_a_long_dialog_ends",
                    a_flood_of_icmp_errors_against_a_long_dialog_ends);
    g_test_add_func("/dialog/there_is_no_dialog_without_a_number",
                    there_is_no_dialog_without_a_number);
    g_test_add_func("/dialog/time_that_steps_back_leaves_start_before_end",
                    time_that_steps_back_leaves_start_before_end);
    g_test_add_func("/dialog/fifty_thousand_call_ids_come_and_go",
                    fifty_thousand_call_ids_come_and_go);
    g_test_add_func("/dialog/one_dialog_holds_fifty_thousand_messages",
                    one_dialog_holds_fifty_thousand_messages);
    return g_test_run();
}
