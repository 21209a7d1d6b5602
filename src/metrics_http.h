/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* All that the module that serves metrics and the program know of each other. */

/* The symbol of the module's table, and the number that changes with it. */
#define METRICS_HTTP_SYMBOL "sipstory_metrics_http"
#define METRICS_HTTP_VERSION 1

/* The text to serve, which the caller unrefs; NULL if there is none yet. From any thread. */
typedef GBytes *(*MetricsHttpText)(void *user);

typedef struct MetricsHttp {
    unsigned version; /* METRICS_HTTP_VERSION */

    /* Serves on the listening socket @fd, in a thread of its own, texts of media type @type.
     * NULL if there can be no thread; else stop() has to be called, which closes @fd too. */
    void *(*start)(int fd, const char *type, MetricsHttpText text, void *user);
    void (*stop)(void *server);
} MetricsHttp;
