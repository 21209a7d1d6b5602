/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Serves the figures of a running capture to Prometheus, by HTTP (libmicrohttpd): GET /metrics
 * gives the text that was put last. It has a thread of its own, which sees nothing else. There
 * is no authentication: an address other than loopback is for a network that is trusted. */
typedef struct MetricsServer MetricsServer;

#define METRICS_SERVER_ERROR (g_quark_from_static_string("sipstory-metrics-server"))

/* Listens at @address, "127.0.0.1:9465", "[::1]:9465", or "9465" for the first of these; port 0
 * is one that is free. Nothing is answered before metrics_server_start(), so that a right to
 * the port can be given up in between. NULL and @error (OPTIONS_ERROR if @address is none) if
 * that cannot be, or if this build has no such server: its libraries are in a module, which is
 * loaded here. The caller owns it. */
MetricsServer *metrics_server_new(const char *address, GError **error);

/* Ends the thread and closes all connections; NULL is fine. */
void metrics_server_free(MetricsServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MetricsServer, metrics_server_free)

/* Starts the thread, which no signal reaches. False and @error if it cannot be. */
bool metrics_server_start(MetricsServer *server, GError **error);

/* Makes @text (see prometheus_new()) the one that is served from now on. Shares it, and does
 * not wait. From any thread. */
void metrics_server_put(MetricsServer *server, GBytes *text);

/* Where it is, as "http://127.0.0.1:9465/metrics". Borrowed. */
const char *metrics_server_url(const MetricsServer *server);
