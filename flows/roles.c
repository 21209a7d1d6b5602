/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/name_addr.h"
#include "flows/participants.h"

/* A call of up to this many participants needs no memory to put them in order. */
#define FEW 16

static unsigned rank_of(char role)
{
    return role == 'A' ? 0 : role == 'P' ? 1 : role == 'B' ? 2 : role == 'C' ? 3 : 4;
}

static char role_in(const Judgement *judgement, const Participant *participant)
{
    for (unsigned i = 0; i < judgement->endpoints_len; i++)
        for (unsigned j = 0; j < participant->addresses_len; j++)
            if (judgement->endpoints[i].endpoint == participant->addresses[j])
                return judgement->endpoints[i].role;
    return 0;
}

/* Where each participant comes to stand; those of one rank stay in their order. */
static void sort(Call *call, unsigned *places, Participant *sorted)
{
    unsigned place = 0;

    for (unsigned rank = 0; rank <= 4; rank++)
        for (unsigned i = 0; i < call->participants_len; i++)
            if (rank_of(call->participants[i].role) == rank) {
                sorted[place] = call->participants[i];
                places[i] = place++;
            }
    memcpy(call->participants, sorted, call->participants_len * sizeof *sorted);
    for (unsigned i = 0; i < call->messages_len; i++) {
        call->messages[i].from = places[call->messages[i].from];
        call->messages[i].to = places[call->messages[i].to];
    }
}

/* Who called and who was called were known as A and B before. */
static void rename_all(Call *call, const Judgement *judgement, const Texts *texts)
{
    char released_by = call->released_by;

    for (unsigned i = 0; i < call->participants_len; i++) {
        Participant *participant = &call->participants[i];
        char role = role_in(judgement, participant);

        if (released_by && participant->role == released_by && role)
            call->released_by = role;
        participant->role = role;
        if (role == 'B' && participant->user.len == 0 && call->dialogs_len == 1)
            participant->user = name_addr_user(texts_get(texts, call->dialogs[0]->to));
    }
}

void participants_take_roles(Call *call, const Judgement *judgement, const Texts *texts)
{
    unsigned few_places[FEW], *places = few_places;
    Participant few_sorted[FEW], *sorted = few_sorted;

    if (!judgement->flow || judgement->endpoints_len == 0)
        return;
    rename_all(call, judgement, texts);
    if (call->participants_len > FEW) {
        places = g_new(unsigned, call->participants_len);
        sorted = g_new(Participant, call->participants_len);
    }
    sort(call, places, sorted);
    if (call->participants_len > FEW) {
        g_free(places);
        g_free(sorted);
    }
}
