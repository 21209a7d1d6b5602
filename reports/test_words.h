/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* How a call is told as a case of a test: the same words in every kind of test report and on
 * standard error. All of it is fit for a terminal. */

/* Appends the users of @call: "1001 > 1002". */
void test_words_append_users(GString *out, const ReportContext *context, const Call *call);

/* Appends what became of @call, and of the flows that were expected which, if it follows none
 * of them: "basic-call deviates: step 9: A never sent the ACK; expected hold". */
void test_words_append_outcome(GString *out, const Expectation *expectation, const Call *call);

/* The message where @call is to be looked up in the capture: the one that its first deviation
 * is about, else its first. Borrowed; NULL if it has none. */
const Message *test_words_message(const Call *call);

/* The message that @deviation is about; NULL where it is missing, or of another call. Borrowed.
 */
const Message *test_words_deviating(const Call *call, const Deviation *deviation);
