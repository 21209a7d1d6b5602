/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/sip/lint_message.h"

/* The rules of LINT_MESSAGE_TABLE in groups, each in a file of its own: what lint_message.c
 * puts together. Each adds to @findings what @message breaks. */

/* How the bytes are cut into lines. */
void lint_check_lines(const LintMessage *message, LintFindings *findings);

/* Headers that every message has, and has once; their plain values. */
void lint_check_headers(const LintMessage *message, LintFindings *findings);

/* Via, routes, Request-URI, Contact. */
void lint_check_uris(const LintMessage *message, LintFindings *findings);

/* What one method or one status demands. */
void lint_check_request(const LintMessage *message, LintFindings *findings);
void lint_check_answer(const LintMessage *message, LintFindings *findings);

/* Reliable provisional answers and calls that take the place of others. */
void lint_check_extensions(const LintMessage *message, LintFindings *findings);

/* Session timers. */
void lint_check_timer(const LintMessage *message, LintFindings *findings);

/* Subscriptions, what they notify of, transfer. */
void lint_check_events(const LintMessage *message, LintFindings *findings);

/* Challenges and credentials. */
void lint_check_auth(const LintMessage *message, LintFindings *findings);

/* Length, type and session description. */
void lint_check_body(const LintMessage *message, LintFindings *findings);

/* What libosip2 refuses, and which header it is. */
void lint_check_grammar(const LintMessage *message, LintFindings *findings);
