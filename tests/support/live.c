/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/live.h"

#define SECOND INT64_C(1000000000)

void live_init(Live *live)
{
    live->library = library_new(NULL, NULL);
    live->tally = flow_tally_new(live->library);
    live->times = live_times_new();
    live->anomalies = anomalies_new();
    live->interfaces[0] = (LiveInterface){ .name = "eth0",
                                           .packets = 1520344,
                                           .bytes = UINT64_C(957349888),
                                           .sip_messages = 40211,
                                           .is_open = true,
                                           .anomalies = live->anomalies };
    live->interfaces[1] = (LiveInterface){
        .name = "eth1", .packets = 12, .bytes = 2150, .anomalies = live->anomalies
    };
    live->figures = (LiveFigures){ .start = INT64_C(1772705702) * SECOND,
                                   .running = 271 * SECOND,
                                   .interfaces = live->interfaces,
                                   .interfaces_len = 2,
                                   .tally = live->tally,
                                   .times = live->times,
                                   .memory = UINT64_C(41) << 20,
                                   .memory_bound = UINT64_C(256) << 20 };
}

void live_clear(Live *live)
{
    anomalies_free(live->anomalies);
    live_times_free(live->times);
    flow_tally_free(live->tally);
    library_free(live->library);
}

void live_count(Live *live, Story *story, const char *flow, FlowVerdict verdict)
{
    Judgement judgement = { .flow = flow ? library_find(live->library, flow) : NULL,
                            .verdict = verdict };
    const Call *call;

    story->judgement = &judgement;
    call = story_call(story);
    flow_tally_add(live->tally, call);
    live_times_add(live->times, call, call->end);
    live->figures.calls_begun++;
    live->figures.calls_ended++;
    story->judgement = NULL;
}

void live_tell_calls(Live *live)
{
    Story story;

    story_init(&story);
    story_tell_call(&story);
    for (unsigned i = 0; i < 9; i++)
        live_count(live, &story,
                   i == 8  ? NULL
                   : i < 6 ? "basic-call"
                           : "busy",
                   i == 8  ? FLOW_UNKNOWN
                   : i < 6 ? FLOW_CONFORMS
                           : FLOW_DEVIATES);
    story_clear(&story);
}
