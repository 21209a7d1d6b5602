/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid_parties.h"

#include <limits.h>

#include <string.h>

#include "flows/template.h"
#include "reports/mermaid_text.h"
#include "reports/terminal.h"

#define WORD_WIDTH 28

/* Servers that are told by their address; there is one P for all. */
#define SERVERS_TOLD 3

void mermaid_parties_init(MermaidParties *parties, const ReportContext *context)
{
    *parties = (MermaidParties){ .context = context };
}

void mermaid_parties_clear(MermaidParties *parties)
{
    for (unsigned i = 0; i < parties->len; i++) {
        g_array_unref(parties->list[i].endpoints);
        g_free(parties->list[i].word);
    }
    g_free(parties->list);
}

/* The role of a call's participant. Where no flow comes close the match knows the servers all
 * the same, so that it is asked first. */
static char role_of(const Call *call, const Participant *participant)
{
    const Judgement *judgement = call->judgement;

    for (unsigned i = 0; judgement && i < participant->addresses_len; i++) {
        const JudgedEndpoint *known = judgement_endpoint(judgement, participant->addresses[i]);

        if (known)
            return known->role;
    }
    return participant->passes_on ? TEMPLATE_NETWORK : participant->role;
}

static bool has_endpoint(const MermaidParty *party, const Participant *participant)
{
    for (unsigned i = 0; i < party->endpoints->len; i++)
        for (unsigned j = 0; j < participant->addresses_len; j++)
            if (g_array_index(party->endpoints, EndpointId, i) == participant->addresses[j])
                return true;
    return false;
}

static unsigned find(const MermaidParties *parties, unsigned before,
                     const Participant *participant)
{
    unsigned i = 0;

    while (i < before && !has_endpoint(&parties->list[i], participant))
        i++;
    return i;
}

static void add(MermaidParties *parties, const Participant *participant)
{
    MermaidParty *party = &parties->list[parties->len++];
    Slice word = participant->name ? slice_text(participant->name) : participant->user;
    g_autoptr(GString) fit = g_string_new(NULL);

    terminal_append_cut(fit, word, WORD_WIDTH, true);
    *party = (MermaidParty){
        .endpoints = g_array_new(FALSE, FALSE, sizeof(EndpointId)),
        .word = g_string_free(g_steal_pointer(&fit), FALSE),
    };
}

void mermaid_parties_add(MermaidParties *parties, const Call *call, unsigned *of)
{
    const unsigned before = parties->len;

    parties->list = g_renew(MermaidParty, parties->list, parties->len + call->participants_len);
    for (unsigned i = 0; i < call->participants_len; i++) {
        const Participant *participant = &call->participants[i];
        MermaidParty *party;

        of[i] = find(parties, before, participant);
        if (of[i] == before) {
            of[i] = parties->len;
            add(parties, participant);
        }
        party = &parties->list[of[i]];
        g_array_append_vals(party->endpoints, participant->addresses,
                            participant->addresses_len);
        if (!party->judged)
            party->judged = role_of(call, participant);
    }
}

/* The letters that a party has as its name. */
typedef struct Taken {
    bool by[UCHAR_MAX + 1];
} Taken;

static void take(Taken *taken, MermaidParty *party, char letter)
{
    party->name[0] = letter;
    taken->by[(uint8_t)letter] = true;
}

/* The first letter of a terminal that nobody has; 0 if all are taken. */
static char free_letter(const Taken *taken)
{
    const char *letter = TEMPLATE_TERMINALS;

    while (*letter && taken->by[(uint8_t)*letter])
        letter++;
    return *letter;
}

bool mermaid_parties_name(MermaidParties *parties)
{
    unsigned terminals = (unsigned)strlen(TEMPLATE_TERMINALS);
    bool all_have_letters = true;
    Taken taken = { 0 };

    for (unsigned i = 0; i < parties->len; i++) {
        MermaidParty *party = &parties->list[i];

        if (party->judged &&
            (party->judged == TEMPLATE_NETWORK || !taken.by[(uint8_t)party->judged]))
            take(&taken, party, party->judged);
    }
    for (unsigned i = 0; i < parties->len; i++) {
        MermaidParty *party = &parties->list[i];

        if (!party->name[0])
            take(&taken, party, free_letter(&taken));
        if (!party->name[0]) {
            g_snprintf(party->name, sizeof party->name, "T%u", ++terminals);
            all_have_letters = false;
        }
    }
    return all_have_letters;
}

bool mermaid_parties_split(MermaidParties *parties)
{
    for (unsigned i = 0; i < parties->len; i++)
        if (parties->list[i].name[0] != TEMPLATE_NETWORK)
            return false;
    for (unsigned i = 1; i < parties->len; i++)
        g_snprintf(parties->list[i].name, sizeof parties->list[i].name, "%c%u",
                   TEMPLATE_NETWORK, i + 1);
    return parties->len > 1;
}

void mermaid_parties_append_address(const MermaidParties *parties, unsigned party, GString *out)
{
    const Endpoints *endpoints = dialogs_endpoints(parties->context->dialogs);
    const GArray *of = parties->list[party].endpoints;
    const Endpoint *first;
    char text[ENDPOINT_TEXT];
    bool has_one_port = true;

    if (of->len == 0)
        return;
    first = endpoints_get(endpoints, g_array_index(of, EndpointId, 0));
    for (unsigned i = 1; i < of->len; i++)
        has_one_port &=
            endpoint_equals(first, endpoints_get(endpoints, g_array_index(of, EndpointId, i)));
    g_string_append(out, has_one_port ? endpoint_print(first, text)
                                      : endpoint_print_address(first, text));
}

static void append_party(const MermaidParties *parties, unsigned party, GString *out)
{
    const char *word = parties->list[party].word;
    g_autoptr(GString) address = g_string_new(NULL);

    mermaid_append_text(out, word);
    g_string_append(out, *word ? " " : "");
    mermaid_parties_append_address(parties, party, address);
    mermaid_append_text(out, address->str);
}

static void append_name(const char *name, GString *out)
{
    g_string_append_printf(out, "    %s %s as %s ",
                           *name == TEMPLATE_NETWORK ? "participant" : "actor", name, name);
}

/* All that have one letter stand in one declaration. Mermaid draws the second line of an
 * actor's name over what is below, so that terminals have one. */
static void append_letter(const MermaidParties *parties, const char *letter,
                          const bool *is_used, GString *out)
{
    unsigned told = 0;

    for (unsigned i = 0; i < parties->len; i++) {
        if (!is_used[i] || !g_str_equal(parties->list[i].name, letter) ||
            told++ >= SERVERS_TOLD)
            continue;
        if (told == 1)
            append_name(letter, out);
        g_string_append(out, told > 1 ? "<br/>" : "");
        append_party(parties, i, out);
    }
    if (told > SERVERS_TOLD)
        g_string_append_printf(out, "<br/>and %u more", told - SERVERS_TOLD);
    if (told > 0)
        g_string_append_c(out, '\n');
}

/* Nobody else has a name that is longer than a letter. */
void mermaid_parties_append(const MermaidParties *parties, const bool *is_used, GString *out)
{
    static const char *const LETTERS[] = { "A", "P", "B", "C" };

    for (unsigned i = 0; i < G_N_ELEMENTS(LETTERS); i++)
        append_letter(parties, LETTERS[i], is_used, out);
    for (unsigned i = 0; i < parties->len; i++)
        if (is_used[i] && parties->list[i].name[1]) {
            append_name(parties->list[i].name, out);
            append_party(parties, i, out);
            g_string_append_c(out, '\n');
        }
}
