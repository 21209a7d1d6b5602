/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "tests/bench/talk.h"

/* What the calls of the capture follow, and how often. */
typedef struct Scripts Scripts;

/* Reads the built-in scripts; @hops proxies in a row, see hops.h. The caller owns them. */
Scripts *scripts_new(unsigned hops);

void scripts_free(Scripts *scripts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scripts, scripts_free)

/* What calls there are. */
typedef enum ScriptKind { ANSWERED, BUSY, CANCELLED, REGISTRATION, SCRIPT_KINDS } ScriptKind;

/* How often each kind is, as shares of their sum. */
typedef struct ScriptMix {
    unsigned shares[SCRIPT_KINDS];
} ScriptMix;

#define SCRIPT_SHARE_MAX 1000

/* A carrier's usual mix. */
extern const ScriptMix SCRIPT_USUAL;

/* Reads "answered=71,busy=7,cancelled=7,register=15", shares up to SCRIPT_SHARE_MAX; a kind
 * that is not named has none. False if it is something else or has no share at all. */
bool script_mix_parse(const char *text, ScriptMix *mix);

/* The steps of a script of a kind as @mix wants; borrowed. The step after the last goes from a
 * party to itself. */
const TalkStep *scripts_pick(const Scripts *scripts, const ScriptMix *mix, GRand *rand);

/* The steps, over one proxy, of a call that is answered, and released by who called. The caller
 * frees them. */
TalkStep *scripts_answered(void);
