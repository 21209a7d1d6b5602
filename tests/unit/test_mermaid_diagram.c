/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid_diagram.h"

#include "flows/template.h"
#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("no \"%s\" in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        g_error("\"%s\" in:\n%s", part, text);
}

/* The diagram is a flow that can be read. */
static void assert_is_flow(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Template) flow = template_parse("x", "x.flow", text, NULL, NULL, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(flow->rank, ==, 0);
}

static void a_call_is_a_flow_with_notes(void)
{
    g_auto(Story) story;
    const char *text;

    story_init(&story);
    story_tell_call(&story);
    text = story_report(&story, "mermaid");
    assert_is_flow(text);
    g_assert_cmpstr(text, ==,
                    "%% Call 1, 1001 to 1002: unknown\n"
                    "%% Call-ID call@example.net\n"
                    "%% rank: 0\n"
                    "sequenceDiagram\n"
                    "    title Call 1, 1001 to 1002: unknown\n"
                    "    actor A as A 1001 192.0.2.10:5060\n"
                    "    participant P as P 192.0.2.1:5060\n"
                    "    actor B as B 1002 192.0.2.20:5060\n"
                    "    Note over A,B: 2026-03-05 10:15:02.000 UTC\n"
                    "    A->>P: INVITE\n"
                    "    Note over A,P: 192.0.2.10:4000 PCMU/PCMA<br/>"
                    "sent 3 times in 1.5 s<br/>1 duplicate packet\n"
                    "    Note over A,B: 10:15:03.520, 1.5 s later\n"
                    "    P->>B: INVITE\n"
                    "    Note over P,B: 192.0.2.1:4002 PCMU/PCMA\n"
                    "    B-->>P: 180 INVITE\n"
                    "    P-->>A: 180 INVITE\n"
                    "    Note over A,B: 10:15:05.000, 1.5 s later\n"
                    "    B-->>P: 200 INVITE\n"
                    "    Note over B,P: 192.0.2.20:5000 PCMU/PCMA\n"
                    "    P-->>A: 200 INVITE\n"
                    "    Note over P,A: 192.0.2.1:5002 PCMU/PCMA\n"
                    "    A->>B: ACK\n"
                    "    Note over A,B: 10:16:05.020, 1:00 later\n"
                    "    A->>B: BYE\n"
                    "    B-->>A: 200 BYE\n");
}

static void what_never_came_is_a_note_where_it_belongs(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Step *step;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    step = judged_step(&judged, 7, "A-P", "PRACK");
    judged_deviate(&judged,
                   (Deviation){ .kind = DEVIATION_MISSING,
                                .step = step,
                                .from = 'A',
                                .to = 'P',
                                .message = JUDGEMENT_NO_MESSAGE,
                                .before = 7,
                                .text = (char *)"step 7: no PRACK; expected PRACK A to P" });
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_UNEXPECTED,
                                         .from = 'A',
                                         .to = 'B',
                                         .message = 10,
                                         .text = (char *)"A hung up" });
    story.judgement = &judged.judgement;
    assert_has(story_report(&story, "mermaid"),
               "    P-->>A: 180 INVITE\n"
               "    Note over A,P: missing: step 7: no PRACK#59;<br/>expected PRACK A to P\n"
               "    Note over A,B: 10:15:05.000, 1.5 s later\n");
    assert_has(story_report(&story, "mermaid"),
               "    A->>B: BYE\n    Note over A,B: unexpected: A hung up\n");
    assert_has(story_report(&story, "mermaid"), "%% Call 1, 1001 to 1002: busy deviates\n");
}

static void what_no_flow_can_want_is_optional(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "basic-call", FLOW_CONFORMS);
    story_call(&story);
    for (unsigned i = 0; i < 12; i++)
        judged.messages[i].conditions = CONDITION_NO_SDP;
    judged.messages[10].is_aside = judged.messages[11].is_aside = true;
    judged.judgement.messages_len = 12;
    story.judgement = &judged.judgement;
    assert_is_flow(story_report(&story, "mermaid"));
    assert_has(story_report(&story, "mermaid"), "    opt set aside\n"
                                                "        A->>B: BYE\n"
                                                "        B-->>A: 200 BYE\n"
                                                "    end\n");
}

static void a_fourth_terminal_makes_it_no_flow(void)
{
    static const char *const ENDS[] = { "192.0.2.1:5060", "192.0.2.2:5060", "192.0.2.3:5060",
                                        "192.0.2.4:5060" };
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Call *call;
    const char *text;

    story_init(&story);
    judged_init(&judged, "find-me", FLOW_CONFORMS);
    for (unsigned i = 1; i < G_N_ELEMENTS(ENDS); i++)
        story_say(&story, (Said){ .from = ENDS[0],
                                  .to = ENDS[i],
                                  .branch = &"abc"[i - 1],
                                  .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    call = story_call(&story);
    for (unsigned i = 0; i < G_N_ELEMENTS(ENDS); i++)
        judged.endpoints[i] = (JudgedEndpoint){ call->participants[i].addresses[0], "ABC"[i] };
    judged.judgement.endpoints_len = G_N_ELEMENTS(ENDS);
    story.judgement = &judged.judgement;
    text = story_report(&story, "mermaid");
    assert_has(text, "%% This is no flow that calls can be held against: a flow has three "
                     "terminals at most\n");
    assert_has(text, "    actor T4 as T4 192.0.2.4:5060\n");
    assert_has(text, "    A->>T4: INVITE\n");
    assert_lacks(text, "rank");
}

static void servers_alone_have_a_name_each(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Call *call;

    story_init(&story);
    judged_init(&judged, "register", FLOW_UNKNOWN);
    story_say(&story,
              (Said){ .start_line = "REGISTER sip:example.net SIP/2.0", .cseq = "1 REGISTER" });
    call = story_call(&story);
    for (unsigned i = 0; i < 2; i++)
        judged.endpoints[i] = (JudgedEndpoint){ call->participants[i].addresses[0], 'P' };
    judged.judgement.endpoints_len = 2;
    story.judgement = &judged.judgement;
    assert_has(story_report(&story, "mermaid"), "    participant P2 as P2 192.0.2.2:5060\n");
    assert_has(story_report(&story, "mermaid"), "    P->>P2: REGISTER\n");
    assert_has(story_report(&story, "mermaid"), "%% This is no flow");
}

static void a_method_without_a_word_is_a_note(void)
{
    g_auto(Story) story;

    story_init(&story);
    story_say(&story,
              (Said){ .start_line = "FROB%X sip:b@example.net SIP/2.0", .cseq = "1 FROB%X" });
    assert_has(story_report(&story, "mermaid"), "    Note over A,P: FROB#37;X\n");
    assert_lacks(story_report(&story, "mermaid"), "->>");
}

static void a_long_call_is_drawn_at_both_ends(void)
{
    g_auto(Story) story;
    const char *text;
    unsigned arrows = 0;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:b@example.net SIP/2.0" });
    for (unsigned i = 0; i < 1500; i++) {
        g_autofree char *cseq = g_strdup_printf("%u INFO", i + 2);
        g_autofree char *branch = g_strdup_printf("b%u", i);

        story_say(&story, (Said){ .ms = i,
                                  .start_line = "INFO sip:b@example.net SIP/2.0",
                                  .cseq = cseq,
                                  .branch = branch,
                                  .to_tag = "t" });
    }
    text = story_report(&story, "mermaid");
    assert_has(text, ": not all messages are drawn\n");
    assert_has(text, "    Note over A,P: 1001 messages are left out here\n");
    for (const char *at = text; (at = strstr(at, "->>")); at++)
        arrows++;
    g_assert_cmpuint(arrows, ==, 500);
    g_assert_cmpuint(strlen(text), <, 50000);
}

static void without_a_call_the_diagram_is_empty(void)
{
    g_auto(Story) story;
    g_autoptr(MermaidDiagram) diagram = NULL;
    g_autoptr(GString) text = g_string_new(NULL);

    story_init(&story);
    diagram = mermaid_diagram_new(&story.context);
    mermaid_diagram_print(diagram, text);
    g_assert_cmpstr(text->str, ==, "sequenceDiagram\n    title No call to show\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mermaid_diagram/a call is a flow with notes",
                    a_call_is_a_flow_with_notes);
    g_test_add_func("/mermaid_diagram/what never came is a note where it belongs",
                    what_never_came_is_a_note_where_it_belongs);
    g_test_add_func("/mermaid_diagram/what no flow can want is optional",
                    what_no_flow_can_want_is_optional);
    g_test_add_func("/mermaid_diagram/a fourth terminal makes it no flow",
                    a_fourth_terminal_makes_it_no_flow);
    g_test_add_func("/mermaid_diagram/servers alone have a name each",
                    servers_alone_have_a_name_each);
    g_test_add_func("/mermaid_diagram/a method without a word is a note",
                    a_method_without_a_word_is_a_note);
    g_test_add_func("/mermaid_diagram/a long call is drawn at both ends",
                    a_long_call_is_drawn_at_both_ends);
    g_test_add_func("/mermaid_diagram/without a call the diagram is empty",
                    without_a_call_the_diagram_is_empty);
    return g_test_run();
}
