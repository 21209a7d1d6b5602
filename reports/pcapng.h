/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* The format "pcapng": the packets of all calls that are told, with comments on them; see
 * ReportFormat. */
void *pcapng_open(const ReportContext *context);
void pcapng_call(void *report, const Call *call);
void pcapng_packet(void *report, const ReportPacket *packet);
void pcapng_close(void *report);
