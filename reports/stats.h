/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* The formats of `sipstory stats`, which tell of all calls together: as reports, they take the
 * calls one by one and write when they are closed. */

/* The format called @name ("text", "json"), or the one that writes files ending like @path;
 * NULL if none. */
const ReportFormat *stats_find(const char *name);
const ReportFormat *stats_of_path(const char *path);

/* All of them, a row with name NULL at the end. */
const ReportFormat *stats_all(void);
