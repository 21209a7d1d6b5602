/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/live_figures.h"

/* The media type of the text below. */
#define PROMETHEUS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Writes @figures for Prometheus: its text exposition format, version 0.0.4. Each counter is
 * there from the start, with 0, so that its first increase is one; and no traffic adds a line:
 * interfaces, flows of the library, methods and anomalies are all the labels there are. The
 * caller owns it. */
GBytes *prometheus_new(const LiveFigures *figures);
