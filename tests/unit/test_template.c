/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template.h"

#include <string.h>

#define HEAD "sequenceDiagram\nactor A\nparticipant P\nactor B\n"

static const char *fragment(const char *name, void *user)
{
    (void)user;
    if (g_str_equal(name, "numbered"))
        return HEAD "%% step 1\nA->>P: INVITE\nP->>B: INVITE\n";
    if (g_str_equal(name, "plain"))
        return HEAD "A->>P: INFO [call=3]\nA-->>P: 200 INFO\n";
    if (g_str_equal(name, "outer"))
        return HEAD "Note over A,B: include plain(A=B,B=A)\nB->>P: BYE\n";
    return NULL;
}

static Template *parse_whole(const char *text)
{
    g_autoptr(GError) error = NULL;
    Template *flow = template_parse("tried", "tried.flow", text, fragment, NULL, &error);

    g_assert_no_error(error);
    return flow;
}

static Template *parse(const char *text)
{
    g_autofree char *whole = g_strconcat(HEAD, text, NULL);

    return parse_whole(whole);
}

/* "AP INVITE;PB BYE" */
static char *steps_of(const Template *flow)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < flow->steps_len; i++)
        g_string_append_printf(out, "%s%c%c %s", i ? ";" : "", flow->steps[i].from,
                               flow->steps[i].to, flow->steps[i].label);
    return g_string_free(out, FALSE);
}

static char *numbers_of(const Template *flow)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < flow->steps_len; i++)
        g_string_append_printf(out, "%s%u", i ? " " : "", flow->steps[i].number);
    return g_string_free(out, FALSE);
}

#define assert_steps(flow, expected)                                                           \
    do {                                                                                       \
        g_autofree char *steps_ = steps_of(flow);                                              \
        g_assert_cmpstr(steps_, ==, (expected));                                               \
    } while (0)

#define assert_numbers(text, expected)                                                         \
    do {                                                                                       \
        g_autoptr(Template) flow_ = parse(text);                                               \
        g_autofree char *numbers_ = numbers_of(flow_);                                         \
        g_assert_cmpstr(numbers_, ==, (expected));                                             \
    } while (0)

/* A walk through a program: where its branches stand. */
#define THREADS_MAX 8
#define WORK_MAX 200

typedef struct Walk {
    unsigned at[THREADS_MAX];
    unsigned threads;
    char path[64]; /* a letter for each step: the first of its method */
    unsigned work;
} Walk;

typedef struct Paths {
    const Template *flow;
    size_t longest;
    GHashTable *found;
} Paths;

static void walk(const Paths *paths, Walk now);

/* Both are at one join: they go on as one. */
static bool join(const Paths *paths, Walk *now)
{
    for (unsigned i = 0; i < now->threads; i++)
        for (unsigned j = i + 1; j < now->threads; j++)
            if (now->at[i] == now->at[j] && paths->flow->ops[now->at[i]].kind == OP_JOIN) {
                now->at[i] = paths->flow->ops[now->at[i]].next;
                now->at[j] = now->at[--now->threads];
                return true;
            }
    return false;
}

static void step(const Paths *paths, Walk now, unsigned thread)
{
    const Op *op = &paths->flow->ops[now.at[thread]];
    size_t len = strlen(now.path);

    if (len == paths->longest)
        return;
    now.path[len] = paths->flow->steps[op->step].label[0];
    now.at[thread] = op->next;
    walk(paths, now);
}

static void walk(const Paths *paths, Walk now)
{
    while (join(paths, &now))
        continue;
    if (++now.work > WORK_MAX)
        return;
    for (unsigned i = 0; i < now.threads; i++) {
        const Op *op = &paths->flow->ops[now.at[i]];
        Walk other = now;

        if (op->kind == OP_END && now.threads == 1)
            g_hash_table_add(paths->found, g_strdup(now.path));
        else if (op->kind == OP_STEP)
            step(paths, now, i);
        if (op->kind != OP_CHOICE && op->kind != OP_FORK)
            continue;
        now.at[i] = op->next;
        other.at[i] = op->other;
        if (op->kind == OP_FORK)
            now.at[now.threads++] = op->other;
        walk(paths, now);
        if (op->kind == OP_CHOICE)
            walk(paths, other);
        return;
    }
}

static int by_length(gconstpointer a, gconstpointer b)
{
    const char *left = a, *right = b;

    if (strlen(left) != strlen(right))
        return strlen(left) < strlen(right) ? -1 : 1;
    return strcmp(left, right);
}

/* All ways through the program of at most @longest steps, as "B IB": the first letters of the
 * methods, the short ones first. */
static char *paths_of(const Template *flow, size_t longest)
{
    Paths paths = { flow, longest,
                    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
    GString *out = g_string_new(NULL);
    GList *all;

    walk(&paths, (Walk){ .threads = 1 });
    all = g_list_sort(g_hash_table_get_keys(paths.found), by_length);
    for (GList *at = all; at; at = at->next)
        g_string_append_printf(out, "%s%s", at == all ? "" : " ",
                               *(char *)at->data ? (char *)at->data : "-");
    g_list_free(all);
    g_hash_table_unref(paths.found);
    return g_string_free(out, FALSE);
}

#define A "A->>P: ACK\n"
#define B "A->>P: BYE\n"
#define C "A->>P: CANCEL\n"
#define I "A->>P: INVITE\n"
#define M "A->>P: MESSAGE\n"

static void blocks_become_a_program(void)
{
    static const struct {
        const char *text;
        size_t longest;
        const char *paths;
    } ROWS[] = {
        { A B, 9, "AB" },
        { "opt\n" A "end\n" B, 9, "B AB" },
        { "alt\n" A "else\n" B "else\n" C "end\n" I, 9, "AI BI CI" },
        { "loop\n" A B "end\n", 4, "- AB ABAB" },
        { I "loop\nalt\n" A "else\n" B "end\nend\n", 3, "I IA IB IAA IAB IBA IBB" },
        { "loop\nopt\n" A "end\nend\n" B, 3, "B AB AAB" },
        { "loop\nloop\n" A "end\n" B "end\n", 3, "- B AB BB AAB ABB BAB BBB" },
        { "par\n" A B "and\n" C "end\n" I, 9, "ABCI ACBI CABI" },
        { "par\n" A "and\n" B "and\n" C "end\n" I, 9, "ABCI ACBI BACI BCAI CABI CBAI" },
        { "par\nopt\n" A "end\nand\n" B "end\n" I, 9, "BI ABI BAI" },
        { "par\npar\n" A "and\n" B "end\n" C "and\n" I "end\n" M, 5,
          "ABCIM ABICM AIBCM BACIM BAICM BIACM IABCM IBACM" },
        { "opt\npar\nalt\n" A "else\n" B "end\nand\n" C "end\nend\n", 9, "- AC BC CA CB" },
        { "loop\npar\n" A "and\n" B "end\nend\n", 4, "- AB BA ABAB ABBA BAAB BABA" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Template) flow = parse(ROWS[i].text);
        g_autofree char *paths = paths_of(flow, ROWS[i].longest);

        g_assert_cmpstr(paths, ==, ROWS[i].paths);
    }
}

static void what_is_named_when_all_are_missing_comes_first(void)
{
    g_autoptr(Template) flow = parse("alt\n" A "else\n" B "end\nloop\n" C "end\n");
    const Op *alt = &flow->ops[0];
    const Op *loop;

    g_assert_cmpint(alt->kind, ==, OP_CHOICE);
    g_assert_cmpuint(flow->ops[alt->next].step, ==, 0);
    g_assert_cmpuint(flow->ops[alt->other].step, ==, 1);
    loop = &flow->ops[flow->ops[alt->next].next];
    g_assert_cmpint(loop->kind, ==, OP_CHOICE);
    g_assert_cmpuint(flow->ops[loop->next].step, ==, 2);
    g_assert_true(&flow->ops[flow->ops[loop->next].next] == loop);
    g_assert_cmpint(flow->ops[loop->other].kind, ==, OP_END);
}

static void a_label_becomes_methods_and_codes(void)
{
    g_autoptr(Template) flow =
        parse("A->>P: INVITE/UPDATE\nB-->>P: 408/48x/5xx   INVITE/BYE  \n");
    const Step *request = &flow->steps[0], *response = &flow->steps[1];

    g_assert_cmpuint(request->methods, ==, 1U << METHOD_INVITE | 1U << METHOD_UPDATE);
    g_assert_null(request->codes);
    g_assert_cmpuint(response->methods, ==, 1U << METHOD_INVITE | 1U << METHOD_BYE);
    g_assert_cmpuint(response->codes_len, ==, 3);
    g_assert_cmpuint(response->codes[0].low, ==, 408);
    g_assert_cmpuint(response->codes[0].high, ==, 408);
    g_assert_cmpuint(response->codes[1].low, ==, 480);
    g_assert_cmpuint(response->codes[1].high, ==, 489);
    g_assert_cmpuint(response->codes[2].low, ==, 500);
    g_assert_cmpuint(response->codes[2].high, ==, 599);
    assert_steps(flow, "AP INVITE/UPDATE;BP 408/48x/5xx INVITE/BYE");
}

static void conditions_become_bits_and_a_call(void)
{
    g_autoptr(Template) flow = parse("A->>P: INVITE [in-dialog  hold call=2]\n"
                                     "A->>P: REGISTER[expires=0 auth]\n"
                                     "P-->>A: 401 REGISTER [challenge ]\n");

    g_assert_cmpuint(flow->steps[0].conditions, ==, CONDITION_IN_DIALOG | CONDITION_HOLD);
    g_assert_cmpuint(flow->steps[0].call, ==, 2);
    g_assert_cmpuint(flow->steps[1].conditions, ==, CONDITION_EXPIRES_ZERO | CONDITION_AUTH);
    g_assert_cmpuint(flow->steps[1].call, ==, 1);
    g_assert_cmpuint(flow->steps[2].conditions, ==, CONDITION_CHALLENGE);
    g_assert_cmpuint(flow->calls, ==, 2);
    assert_steps(flow, "AP INVITE;AP REGISTER;PA 401 REGISTER");
}

static void what_mermaid_forgives_is_forgiven(void)
{
    g_autoptr(Template) flow = parse_whole("\xef\xbb\xbf%% a comment\r\n\r\n"
                                           "  sequenceDiagram  \r\n"
                                           "\tautonumber 10 5\r\n"
                                           "\ttitle: One #59; two #quot;3#quot; #8364;\r\n"
                                           "\tactor A\r\n"
                                           "actor\tB as\tBob, the builder: x -> y\r\n"
                                           "participant P\r\n"
                                           "Note left of A: doc\r\n"
                                           "note over A , B : included in the price\r\n"
                                           "Note right of B: include nothing\r\n"
                                           "  A ->> P : BYE\r\n"
                                           "%%");

    g_assert_cmpstr(flow->title, ==, "One ; two \"3\" \xe2\x82\xac");
    g_assert_cmpstr(flow->roles, ==, "ABP");
    assert_steps(flow, "AP BYE");
}

static void comments_tell_of_the_template(void)
{
    g_autoptr(Template) flow = parse("%% document: 1.2 forwarding, steps 1-8\n"
                                     "%%rfc: RFC 3665 3.9\n"
                                     "%% rfc: RFC 5359 2.8\n"
                                     "%% title[zh]: \xe5\xbf\x99\n"
                                     "%% title[pt-BR]: Ocupado\n"
                                     "%% branches: many\n"
                                     "%% rank: 60\n"
                                     "%% fragment of a longer story\n"
                                     "%% stpe 3\n" A);

    g_assert_cmpstr(flow->document, ==, "1.2 forwarding, steps 1-8");
    g_assert_cmpstr(flow->rfc, ==, "RFC 3665 3.9; RFC 5359 2.8");
    g_assert_cmpstr(g_hash_table_lookup(flow->titles, "zh"), ==, "\xe5\xbf\x99");
    g_assert_cmpstr(g_hash_table_lookup(flow->titles, "pt_BR"), ==, "Ocupado");
    g_assert_true(flow->has_branches);
    g_assert_cmpuint(flow->rank, ==, 60);
    g_assert_false(flow->is_fragment);
    g_assert_cmpstr(flow->title, ==, "tried");
}

static void a_fragment_says_so(void)
{
    g_autoptr(Template) flow = parse("%% fragment\n" A);

    g_assert_true(flow->is_fragment);
    g_assert_cmpuint(flow->rank, ==, G_MAXUINT);
}

static void the_title_follows_the_language(void)
{
    g_autoptr(Template) flow = parse("title Busy\n%% title[zh]: \xe5\xbf\x99\n" A);

    g_setenv("LC_ALL", "C.UTF-8", TRUE);
    g_setenv("LANGUAGE", "de_AT:zh_CN:en", TRUE);
    g_assert_cmpstr(template_title(flow), ==, "\xe5\xbf\x99");
    g_setenv("LANGUAGE", "en_GB:zh_CN", TRUE);
    g_assert_cmpstr(template_title(flow), ==, "Busy");
    g_unsetenv("LANGUAGE");
    g_assert_cmpstr(template_title(flow), ==, "Busy");
}

static void steps_are_numbered_by_the_text_or_as_they_stand(void)
{
    assert_numbers(A "opt\n" B "end\n" C, "1 2 3");
    assert_numbers("Note over A,B: include plain\n" A, "1 2 3");
    assert_numbers("%% step 5\n" A B "%% step 9\n" C, "5 6 9");
    assert_numbers(A "%% step 5\n" B, "0 5");
}

static void included_steps_have_numbers_of_their_own(void)
{
    /* the includer's counter waits */
    assert_numbers("%% step 5\n" A "Note over A,B: include numbered\n" B
                   "Note over A,B: include "
                   "plain\n" C,
                   "5 1 2 6 0 0 7");
    /* without own numbers it goes on from the last one */
    assert_numbers(A "Note over A,B: include numbered\n" B "Note over A,B: include plain\n" C,
                   "0 1 2 3 0 0 4");
    /* with own numbers further down it does not */
    assert_numbers("Note over A,B: include numbered\n" A "%% step 8\n" B, "1 2 0 8");
}

static void an_include_renames_all_roles_at_once(void)
{
    g_autoptr(Template) flow = parse("Note over A,B: include numbered(A=B, B=A, call=2)\n");

    assert_steps(flow, "BP INVITE;PA INVITE");
    g_assert_cmpuint(flow->steps[1].call, ==, 2);
    g_assert_cmpuint(flow->calls, ==, 2);
}

static void an_include_in_an_include_is_renamed_twice(void)
{
    g_autoptr(Template) flow = parse("actor C\n"
                                     "Note over A,B: include outer(B=C)\n"
                                     "Note over A: include plain(call=2)\n");

    /* in "outer" A and B change places, and its B is called C here */
    assert_steps(flow, "CP INFO;CP 200 INFO;CP BYE;AP INFO;AP 200 INFO");
    g_assert_cmpuint(flow->steps[0].call, ==, 3);
    g_assert_cmpuint(flow->steps[1].call, ==, 1);
    g_assert_cmpuint(flow->steps[3].call, ==, 2);
}

static void each_include_is_a_phase_of_its_includer(void)
{
    g_autoptr(Template) flow =
        parse(A "Note over A: include outer\n" B "Note over A: include plain\n");

    g_assert_cmpuint(flow->phases_len, ==, 4);
    g_assert_cmpstr(flow->phases[0].name, ==, "tried");
    g_assert_cmpstr(flow->phases[1].name, ==, "outer");
    g_assert_cmpuint(flow->phases[1].parent, ==, 0);
    g_assert_cmpstr(flow->phases[2].name, ==, "plain");
    g_assert_cmpuint(flow->phases[2].parent, ==, 1);
    g_assert_cmpuint(flow->phases[3].parent, ==, 0);
    g_assert_cmpuint(flow->steps[0].phase, ==, 0);
    g_assert_cmpuint(flow->steps[1].phase, ==, 2);
    g_assert_cmpuint(flow->steps[3].phase, ==, 1);
    g_assert_cmpuint(flow->steps[4].phase, ==, 0);
}

static void an_include_may_stand_in_a_block(void)
{
    g_autoptr(Template) flow =
        parse("loop\nNote over A,B: include numbered\nend\nalt\nNote over A,B: include plain\n"
              "else\n" B "end\n");
    g_autofree char *paths = paths_of(flow, 4);

    g_assert_cmpstr(paths, ==, "B I2 IIB III2");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name) g_test_add_func("/template/" #name, name)
    CASE(blocks_become_a_program);
    CASE(what_is_named_when_all_are_missing_comes_first);
    CASE(a_label_becomes_methods_and_codes);
    CASE(conditions_become_bits_and_a_call);
    CASE(what_mermaid_forgives_is_forgiven);
    CASE(comments_tell_of_the_template);
    CASE(a_fragment_says_so);
    CASE(the_title_follows_the_language);
    CASE(steps_are_numbered_by_the_text_or_as_they_stand);
    CASE(included_steps_have_numbers_of_their_own);
    CASE(an_include_renames_all_roles_at_once);
    CASE(an_include_in_an_include_is_renamed_twice);
    CASE(each_include_is_a_phase_of_its_includer);
    CASE(an_include_may_stand_in_a_block);
    return g_test_run();
}
