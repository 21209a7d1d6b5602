/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template.h"

#include <string.h>

/* Four lines, so that what a row adds begins on line 5. */
#define HEAD "sequenceDiagram\nactor A\nparticipant P\nactor B\n"

typedef struct Row {
    const char *text;
    const char *error; /* without the path */
} Row;

static const char *fragment(const char *name, void *user)
{
    (void)user;
    if (g_str_equal(name, "good"))
        return "sequenceDiagram\nactor A\nparticipant P\nA->>P: INVITE\n";
    if (g_str_equal(name, "bad"))
        return "sequenceDiagram\nactor A\nA->>A: BYE\n";
    if (g_str_equal(name, "outer"))
        return HEAD "Note over A: include bad\n";
    if (g_str_equal(name, "third"))
        return "sequenceDiagram\nactor C\nparticipant P\nC->>P: BYE\n";
    if (g_str_equal(name, "circle"))
        return HEAD "Note over A: include half\n";
    if (g_str_equal(name, "half"))
        return HEAD "Note over A: include circle\n";
    return NULL;
}

static void assert_error(const char *text, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Template) flow =
        template_parse("tried", "my/tried.flow", text, fragment, NULL, &error);
    /* an error of an included file begins with that one's name */
    bool is_included = g_str_has_prefix(expected, "bad.flow:");
    g_autofree char *whole = g_strconcat(is_included ? "" : "my/tried.flow:", expected, NULL);

    if (flow)
        g_test_message("is taken for good: %s", text);
    g_assert_null(flow);
    g_assert_true(g_error_matches(error, TEMPLATE_ERROR, 0));
    g_assert_cmpstr(error->message, ==, whole);
}

static void assert_errors(const Row *rows, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        g_autofree char *text = g_strconcat(HEAD, rows[i].text, "\n", NULL);

        assert_error(text, rows[i].error);
    }
}

#define ASSERT_ERRORS(rows) assert_errors((rows), G_N_ELEMENTS(rows))

static void a_label_that_is_wrong_is_named_at_its_place(void)
{
    static const Row ROWS[] = {
        { "A->>P: INVTE", "5:8: no method is called 'INVTE'; did you mean INVITE?" },
        { "A->>P: invite", "5:8: no method is called 'invite'; did you mean INVITE?" },
        { "A->>P: INVITE/UPDAT", "5:15: no method is called 'UPDAT'; did you mean UPDATE?" },
        { "A->>P: FROBNICATE", "5:8: no method is called 'FROBNICATE'" },
        { "A->>P: INVITE/", "5:15: no method is called ''" },
        { "A->>P:", "5:7: a label is missing here, as in 'A->>P: INVITE'" },
        { "A->>P: [sdp]", "5:8: a label is missing here, as in 'A->>P: INVITE'" },
        { "A->>P", "5:6: expected ':' and a label, as in 'A->>P: INVITE'" },
        { "A->>P: INVITE again", "5:15: only conditions in [...] may stand behind the label" },
        { "A->>P: INVITE %% first",
          "5:15: only conditions in [...] may stand behind the label" },
        { "A->>P: 486 INVITE", "5:8: this is a response, which wants the arrow -->>" },
        { "A-->>P: INVITE", "5:9: this is a request, which wants the arrow ->>" },
        { "A-->>P: ringing", "5:9: a response begins with its code, as in '486 INVITE'" },
        { "A-->>P: 486", "5:12: a method is missing behind the code, as in '486 INVITE'" },
        { "A-->>P: 486 INVTE", "5:13: no method is called 'INVTE'; did you mean INVITE?" },
        { "A-->>P: 099 INVITE",
          "5:9: '099' is no status code from 100 to 699, as 486, 18x or 4xx" },
        { "A-->>P: 700 INVITE",
          "5:9: '700' is no status code from 100 to 699, as 486, 18x or 4xx" },
        { "A-->>P: 486/6000 INVITE",
          "5:13: '6000' is no status code from 100 to 699, as 486, 18x or 4xx" },
        { "A-->>P: 1x0 INVITE",
          "5:9: '1x0' is no status code from 100 to 699, as 486, 18x or 4xx" },
        { "A-->>P: 48X INVITE",
          "5:9: '48X' is no status code from 100 to 699, as 486, 18x or 4xx" },
    };

    ASSERT_ERRORS(ROWS);
}

static void conditions_have_to_be_possible(void)
{
    static const Row ROWS[] = {
        { "A->>P: INVITE [inital]",
          "5:16: no condition is called 'inital'; did you mean initial?" },
        { "A->>P: INVITE []", "5:16: no condition stands in the brackets" },
        { "A->>P: INVITE [sdp", "5:15: this '[' is never closed" },
        { "A->>P: INVITE [sdp] x", "5:21: nothing may stand behind the conditions" },
        { "A->>P: INVITE [hold active]", "5:21: 'active' contradicts 'hold'" },
        { "A->>P: INVITE [hold change]", "5:21: 'change' contradicts 'hold'" },
        { "A->>P: INVITE [no-sdp hold]", "5:23: 'hold' contradicts 'no-sdp'" },
        { "A->>P: INVITE [initial in-dialog]", "5:24: 'in-dialog' contradicts 'initial'" },
        { "A->>P: INVITE [sdp no-sdp]", "5:20: 'no-sdp' contradicts 'sdp'" },
        { "A->>P: INVITE [serial parallel]", "5:23: 'parallel' contradicts 'serial'" },
        { "A->>P: REGISTER [expires=0 expires>0]",
          "5:28: 'expires>0' contradicts 'expires=0'" },
        { "P-->>A: 401 INVITE [challenge no-challenge]",
          "5:31: 'no-challenge' contradicts 'challenge'" },
        { "P-->>A: 401 INVITE [auth]", "5:21: 'auth' is a condition of a request alone" },
        { "A->>P: INVITE [challenge]", "5:16: 'challenge' is a condition of a response alone" },
        { "P->>B: BYE [serial]", "5:13: 'serial' is a condition of an INVITE alone" },
        { "P->>B: INVITE/BYE [parallel]",
          "5:20: 'parallel' is a condition of an INVITE alone" },
        { "B-->>P: 200 INVITE [unanswered]",
          "5:21: 'unanswered' is a condition of a request alone" },
        { "A->>P: BYE [call=0]", "5:13: 'call=0': a call has a number from 1 to 9" },
        { "A->>P: BYE [call=10]", "5:13: 'call=10': a call has a number from 1 to 9" },
        { "A->>P: BYE [call=1 call=2]", "5:20: 'call=2' contradicts 'call=1'" },
    };

    ASSERT_ERRORS(ROWS);
}

static void roles_are_declared_and_are_four(void)
{
    static const Row ROWS[] = {
        { "C->>P: BYE", "5:1: C is not declared, as in 'actor C'" },
        { "A->>C: BYE", "5:5: C is not declared, as in 'actor C'" },
        { "D->>P: BYE", "5:1: 'D' is no role; A, B and C are terminals, P is the network" },
        { "A->>Proxy: BYE",
          "5:5: 'Proxy' is no role; A, B and C are terminals, P is the network" },
        { "A->>A: BYE", "5:5: an arrow from A to itself" },
        { "actor D", "5:7: 'D' is no role; A, B and C are terminals, P is the network" },
        { "actor A as Again", "5:7: A is declared twice" },
        { "actor P", "5:7: P is the network, no terminal: 'participant P'" },
        { "participant C", "5:13: C is a terminal, not the network: 'actor C'" },
        { "actor C called Charles", "5:9: only 'as' and a name may stand behind the role" },
        { "actor C as", "5:11: only 'as' and a name may stand behind the role" },
        { "actor C as one; two", "5:15: Mermaid ends a text at ';'; write it as '#59;'" },
        { "Note over C: x", "5:11: C is not declared, as in 'actor C'" },
        { "Note left of A,B: x", "5:15: expected ':' and the text of the note" },
        { "Note over A,P,B: x", "5:14: expected ':' and the text of the note" },
        { "Note above A: x", "5:6: expected 'over', 'left of' or 'right of'" },
    };

    ASSERT_ERRORS(ROWS);
    assert_error("sequenceDiagram\nactor A\nA->>P: BYE\n",
                 "3:5: P is not declared, as in 'participant P'");
}

#define NO_MEANING "has no meaning in a flow"

static void what_mermaid_has_besides_has_no_meaning(void)
{
    static const Row ROWS[] = {
        { "A->P: BYE", "5:2: Mermaid's '->' " NO_MEANING ": an arrow is '->>' for a request "
                       "and '-->>' for a response" },
        { "A-->P: BYE", "5:2: Mermaid's '-->' " NO_MEANING ": an arrow is '->>' for a request "
                        "and '-->>' for a response" },
        { "A-xP: BYE", "5:2: Mermaid's '-x' " NO_MEANING ": an arrow is '->>' for a request "
                       "and '-->>' for a response" },
        { "A --) P: BYE", "5:3: Mermaid's '--)' " NO_MEANING ": an arrow is '->>' for a "
                          "request and '-->>' for a response" },
        { "A<<->>P: BYE", "5:2: Mermaid's '<<->>' " NO_MEANING ": an arrow is '->>' for a "
                          "request and '-->>' for a response" },
        { "A--P: BYE", "5:2: an arrow is '->>' for a request and '-->>' for a response" },
        { "A->>+P: BYE", "5:5: Mermaid's activation '+' " NO_MEANING },
        { "A-->>-P: 200 BYE", "5:6: Mermaid's activation '-' " NO_MEANING },
        { "critical x", "5:1: Mermaid's 'critical' " NO_MEANING },
        { "  rect rgb(0,0,0)", "5:3: Mermaid's 'rect' " NO_MEANING },
        { "activate A", "5:1: Mermaid's 'activate' " NO_MEANING },
        { "box Aqua", "5:1: Mermaid's 'box' " NO_MEANING },
        { "%%{init: {}}%%", "5:1: Mermaid's directive '%%{' " NO_MEANING },
        { "%% so %%{ it", "5:7: Mermaid's directive '%%{' " NO_MEANING },
        { "title x # y", "5:9: Mermaid ends a text at '#'; write it as '#35;'" },
        { "title:x", "5:7: Mermaid wants a blank here: 'title: TEXT'" },
        { "Note over A:%% x", "5:13: Mermaid takes a text for a comment at '%%'" },
        { "opt  %% x", "5:6: Mermaid takes a text for a comment at '%%'" },
        { "title", "5:6: a text is missing here" },
        { "title x\ntitle y", "6:1: a second title" },
        { "autonumber always", "5:12: only numbers or 'off' may stand behind 'autonumber'" },
        { "autonumber 1 2 3", "5:15: only numbers or 'off' may stand behind 'autonumber'" },
        { "autonumber ", "5:12: only numbers or 'off' may stand behind 'autonumber'" },
        { "sequenceDiagram", "5:1: the diagram has begun before" },
    };

    ASSERT_ERRORS(ROWS);
}

static void blocks_are_opened_filled_and_closed(void)
{
    static const Row ROWS[] = {
        { "opt\nA->>P: BYE", "5:1: this 'opt' is not closed by an 'end'" },
        { "loop\n  alt x\nA->>P: BYE\nelse", "6:3: this 'alt' is not closed by an 'end'" },
        { "A->>P: BYE\nend", "6:1: no block is open that this could end" },
        { "else", "5:1: 'else' belongs into 'alt'" },
        { "par\nA->>P: BYE\nelse", "7:1: 'else' belongs into 'alt'" },
        { "alt\nA->>P: BYE\nand", "7:1: 'and' belongs into 'par'" },
        { "alt\nelse", "6:1: no arrow before this in 'alt' of line 5" },
        { "par\nA->>P: BYE\nand\nend", "8:1: no arrow before this in 'par' of line 5" },
        { "loop\n%% nothing\nend", "7:1: no arrow before this in 'loop' of line 5" },
        { "opt\nend", "6:1: no arrow before this in 'opt' of line 5" },
        { "alt\nA->>P: BYE\nend", "7:1: 'alt' of line 5 has no 'else'" },
        { "par\nA->>P: BYE\nend", "7:1: 'par' of line 5 has no 'and'" },
        { "opt\nA->>P: BYE\nend opt", "7:5: nothing may stand behind 'end'" },
        { "opt one; two", "5:8: Mermaid ends a text at ';'; write it as '#59;'" },
        { "opt\nopt\nopt\nopt\nopt\nopt\nopt\nopt\nopt\nopt\nopt\nopt\nopt\nopt\nopt\nopt\n "
          "opt",
          "21:2: more than 16 blocks inside each other" },
    };

    ASSERT_ERRORS(ROWS);
}

static void includes_are_checked_at_both_ends(void)
{
    static const Row ROWS[] = {
        { "Note over A,B: include none", "5:24: no template is called 'none'" },
        { "Note over A,B: include", "5:23: the name of a template is missing, as in 'include "
                                    "ringing'" },
        { "Note over A,B: include good now",
          "5:29: expected the end of the line, as in 'include NAME(A=B,call=2)'" },
        { "Note over A,B: include good()",
          "5:29: '' is no role; A, B and C are terminals, P is the network" },
        { "Note over A,B: include good(A)", "5:30: expected 'A=B' or 'call=2'" },
        { "Note over A,B: include good(A=B", "5:32: expected ',' or ')'" },
        { "Note over A,B: include good(call=0)", "5:34: a call has a number from 1 to 9" },
        { "Note over A,B: include good(A=C)", "5:31: C is not declared, as in 'actor C'" },
        { "Note over A,B: include good(A=B,A=B)", "5:33: A is renamed twice" },
        { "Note over A,B: include good(B=A)", "5:24: good has no role B to rename" },
        { "Note over A,B: include good(A=P)", "5:24: two roles of good would be P" },
        { "Note over A,B: include third",
          "5:24: third has a role C, which is not declared here" },
        { "Note over A,B: include tried", "5:24: the includes go in a circle: tried > tried" },
        { "Note over A,B: include bad",
          "bad.flow:3:5: an arrow from A to itself (included by my/tried.flow:5)" },
        { "Note over A,B: include outer",
          "bad.flow:3:5: an arrow from A to itself (included by outer.flow:5) (included by "
          "my/tried.flow:5)" },
    };

    ASSERT_ERRORS(ROWS);
}

static void a_circle_is_shown(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Template) flow =
        template_parse("tried", "tried.flow", HEAD "Note over A: include circle\n", fragment,
                       NULL, &error);

    g_assert_null(flow);
    g_assert_cmpstr(error->message, ==,
                    "half.flow:5:22: the includes go in a circle: circle > half > circle "
                    "(included by circle.flow:5) (included by tried.flow:5)");
}

static void what_comments_say_is_checked_where_it_has_a_meaning(void)
{
    static const Row ROWS[] = {
        { "%% step x", "5:9: '%% step' wants a number and nothing else, as '%% step 5'" },
        { "%% step 0", "5:9: '%% step' wants a number and nothing else, as '%% step 5'" },
        { "%% step 3 of it", "5:9: '%% step' wants a number and nothing else, as '%% step 5'" },
        { "%% rank: x", "5:10: a rank is a number of at most 6 digits, as '%% rank: 30'" },
        { "%% rank: 1234567",
          "5:10: a rank is a number of at most 6 digits, as '%% rank: 30'" },
        { "%% branches: few", "5:14: the only value known is 'many': '%% branches: many'" },
        { "%% document:", "5:13: a text is missing here" },
        { "%% title[zh]: ", "5:15: a text is missing here" },
    };

    ASSERT_ERRORS(ROWS);
}

static void what_is_no_flow_says_so(void)
{
    static const Row ROWS[] = {
        { "Nota over A: x", "5:1: this is no arrow, block, note or declaration; did you mean "
                            "Note or note?" },
        { "hello there", "5:1: this is no arrow, block, note or declaration" },
        { "-- x", "5:1: '' is no role; A, B and C are terminals, P is the network" },
        { "%% only\ttext\x01", "5:13: a control character" },
        { "%% \xc3\xa4 \xff", "5:6: this is not UTF-8" },
        { "A->>P: BYE\rA->>P: BYE", "5:11: a control character" },
        { "", "1:1: a flow without any arrow" },
    };

    ASSERT_ERRORS(ROWS);
    assert_error("", "1:1: a flow without any arrow");
    assert_error("---\n", "1:1: a flow begins with the line 'sequenceDiagram'");
    assert_error("%% x\n\n  A->>P: BYE\n",
                 "3:3: a flow begins with the line 'sequenceDiagram'");
    assert_error("sequenceDiagram A\n", "1:17: nothing may stand behind 'sequenceDiagram'");
}

static void sizes_are_bounded(void)
{
    g_autofree char *line = g_strnfill(4097, '%');
    g_autofree char *text = g_strnfill((1 << 20) + 1, '\n');
    GString *arrows = g_string_new(HEAD);

    assert_error(line, "1:1: a line of more than 4096 bytes");
    assert_error(text, "1:1: more than 1048576 bytes");
    for (unsigned i = 0; i <= TEMPLATE_STEPS_MAX; i++)
        g_string_append(arrows, "A->>P: INFO\n");
    assert_error(arrows->str, "1029:1: more than 1024 arrows");
    g_string_free(arrows, TRUE);
}

/* Each template includes the next one. */
static const char *next_deeper(const char *name, void *user)
{
    GString *text = user;
    guint64 number = g_ascii_strtoull(name, NULL, 10);

    g_string_printf(text, HEAD "Note over A: include %u\n", (unsigned)number + 1);
    return text->str;
}

static void includes_have_a_depth(void)
{
    g_autoptr(GString) text = g_string_new(HEAD "Note over A: include 1\n");
    g_autofree char *first = g_strdup(text->str);
    g_autoptr(GError) error = NULL;
    g_autoptr(Template) flow = template_parse("0", "0.flow", first, next_deeper, text, &error);

    g_assert_null(flow);
    g_assert_true(g_str_has_prefix(
        error->message, "16.flow:5:22: more than 16 includes inside each other (included"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name) g_test_add_func("/template_errors/" #name, name)
    CASE(a_label_that_is_wrong_is_named_at_its_place);
    CASE(conditions_have_to_be_possible);
    CASE(roles_are_declared_and_are_four);
    CASE(what_mermaid_has_besides_has_no_meaning);
    CASE(blocks_are_opened_filled_and_closed);
    CASE(includes_are_checked_at_both_ends);
    CASE(a_circle_is_shown);
    CASE(what_comments_say_is_checked_where_it_has_a_meaning);
    CASE(what_is_no_flow_says_so);
    CASE(sizes_are_bounded);
    CASE(includes_have_a_depth);
    return g_test_run();
}
