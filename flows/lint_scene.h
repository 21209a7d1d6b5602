/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/sip/lint_message.h"
#include "flows/call.h"

/* How many messages a rule looks back: more than the dialogs of an honest call have at a time,
 * and few enough for a call of a million messages. */
#define LINT_PAST_MAX 256

/* A message of the call, repeats and what was cut excepted. */
typedef struct LintSeen {
    const Message *message;
    unsigned dialog; /* index into Call.dialogs */
    LintMessage read;
} LintSeen;

/* What came before the message at hand. */
typedef struct LintScene {
    const Call *call;           /* borrowed, */
    const Endpoints *endpoints; /* as these are */
    GPtrArray *past;            /* LintSeen, the oldest first, at most LINT_PAST_MAX */
    bool is_forgetful;          /* there were more */
    LintFindings *findings;
} LintScene;

void lint_scene_init(LintScene *scene, const Call *call, LintFindings *findings);
void lint_scene_clear(LintScene *scene);

/* Takes @seen over: it is the past of what follows. */
void lint_scene_add(LintScene *scene, LintSeen *seen);
void lint_seen_free(LintSeen *seen);

/* Walks the past back from the latest message: *@at is 0 at first and is moved on. NULL at the
 * end. Borrowed. */
const LintSeen *lint_scene_back(const LintScene *scene, unsigned *at);

/* The request that @answer answers: on the same hop, with its branch and method. NULL if it was
 * not seen. Borrowed. */
const LintSeen *lint_scene_request(const LintScene *scene, const LintSeen *answer);

/* The last final answer to @request on its hop; NULL if there was none. Borrowed. */
const LintSeen *lint_scene_final(const LintScene *scene, const LintSeen *request);

/* True if both went from one endpoint to one other, in the same or the opposite direction. */
bool lint_is_same_way(const LintSeen *a, const LintSeen *b);
bool lint_is_way_back(const LintSeen *a, const LintSeen *b);

/* True if both are requests of one Call-ID and From tag on one hop, in one direction. */
bool lint_is_same_sender(const LintSeen *a, const LintSeen *b);

/* True if both belong to one dialog: its two tags, whoever sends. */
bool lint_is_same_dialog(const LintSeen *a, const LintSeen *b);

/* True if both have this branch, which is one by RFC 3261: unique in space and time. */
bool lint_is_same_branch(const LintSeen *a, const LintSeen *b);
