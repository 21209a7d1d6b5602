/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/lint_scene.h"

/* The rules of LINT_CALL_TABLE in groups, each in a file of its own: what lint.c puts together.
 * Each adds to scene->findings what @now breaks, given what came before it. */

/* An answer beside its request. */
void lint_check_pair(const LintScene *scene, const LintSeen *now);

/* A request beside the earlier ones of its sender: CSeq, branch, ACK, CANCEL. */
void lint_check_order(const LintScene *scene, const LintSeen *now);

/* A CANCEL beside what it cancels. */
void lint_check_cancel(const LintScene *scene, const LintSeen *now);

/* A request beside its dialog: tags, target, BYE. */
void lint_check_dialog(const LintScene *scene, const LintSeen *now);

/* A request of a dialog beside its route set. */
void lint_check_route(const LintScene *scene, const LintSeen *now);

/* A request beside what it was before a server passed it on. */
void lint_check_relay(const LintScene *scene, const LintSeen *now);

/* Credentials beside their challenge; what a registrar or notifier gives beside what was asked
 * for. */
void lint_check_asked(const LintScene *scene, const LintSeen *now);

/* Reliable provisional answers, and the PRACKs that name them. */
void lint_check_reliable(const LintScene *scene, const LintSeen *now);

/* Session timers beside those that were asked for. */
void lint_check_timer_of_call(const LintScene *scene, const LintSeen *now);

/* A later offer beside the description before it. */
void lint_check_version(const LintScene *scene, const LintSeen *now);

/* Offer and answer. */
void lint_check_offer(const LintScene *scene, const LintSeen *now);
