/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/lint_scene.h"

#include <string.h>

#define COOKIE "z9hG4bK"

void lint_scene_init(LintScene *scene, const Call *call, LintFindings *findings)
{
    *scene = (LintScene){ .call = call, .findings = findings };
    scene->past = g_ptr_array_new_with_free_func((GDestroyNotify)lint_seen_free);
}

void lint_scene_clear(LintScene *scene)
{
    g_ptr_array_unref(scene->past);
}

void lint_seen_free(LintSeen *seen)
{
    lint_message_clear(&seen->read);
    g_free(seen);
}

void lint_scene_add(LintScene *scene, LintSeen *seen)
{
    if (scene->past->len == LINT_PAST_MAX) {
        g_ptr_array_remove_index(scene->past, 0);
        scene->is_forgetful = true;
    }
    g_ptr_array_add(scene->past, seen);
}

const LintSeen *lint_scene_back(const LintScene *scene, unsigned *at)
{
    if (*at >= scene->past->len)
        return NULL;
    return g_ptr_array_index(scene->past, scene->past->len - ++*at);
}

bool lint_is_same_way(const LintSeen *a, const LintSeen *b)
{
    return a->message->src == b->message->src && a->message->dst == b->message->dst;
}

bool lint_is_way_back(const LintSeen *a, const LintSeen *b)
{
    return a->message->src == b->message->dst && a->message->dst == b->message->src;
}

bool lint_is_same_sender(const LintSeen *a, const LintSeen *b)
{
    return a->read.view.is_request && b->read.view.is_request && a->dialog == b->dialog &&
           lint_is_same_way(a, b) && slice_equals(a->read.view.from_tag, b->read.view.from_tag);
}

bool lint_is_same_dialog(const LintSeen *a, const LintSeen *b)
{
    const SipView *left = &a->read.view;
    const SipView *right = &b->read.view;

    if (a->dialog != b->dialog || left->to_tag.len == 0)
        return false;
    return (slice_equals(left->from_tag, right->from_tag) &&
            slice_equals(left->to_tag, right->to_tag)) ||
           (slice_equals(left->from_tag, right->to_tag) &&
            slice_equals(left->to_tag, right->from_tag));
}

bool lint_is_same_branch(const LintSeen *a, const LintSeen *b)
{
    Slice branch = a->read.view.via[0].branch;

    return branch.len > strlen(COOKIE) && slice_begins(branch, COOKIE) &&
           slice_equals(branch, b->read.view.via[0].branch);
}

static bool is_answer_to(const LintSeen *answer, const LintSeen *request)
{
    return lint_is_way_back(answer, request) && lint_is_same_branch(answer, request) &&
           slice_equals(answer->read.view.method_text, request->read.view.method_text);
}

const LintSeen *lint_scene_request(const LintScene *scene, const LintSeen *answer)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (seen->read.view.is_request && is_answer_to(answer, seen))
            return seen;
    return NULL;
}

const LintSeen *lint_scene_final(const LintScene *scene, const LintSeen *request)
{
    const LintSeen *seen;

    for (unsigned at = 0; (seen = lint_scene_back(scene, &at));)
        if (!seen->read.view.is_request && seen->read.view.status >= 200 &&
            is_answer_to(seen, request))
            return seen;
    return NULL;
}
