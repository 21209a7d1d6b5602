/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* The ladders of all calls, one below the other, as a picture of pixels; the functions of its
 * row in formats.c. Many viewers refuse what is higher than 65,535 pixels, so there it ends:
 * calls that deviate from their flow stay, then the earliest, and it says what is left out. */
void *png_open(const ReportContext *context);
void png_call(void *report, const Call *call);
void png_close(void *report);
