/* SPDX-License-Identifier: Apache-2.0
 *
 * serve_figures ADDRESS   serves made-up figures there and prints where that is; each line
 *                         "put" on standard input puts newer ones, with a call more, and is
 *                         answered by "done". Ends with its input.
 */
#include <stdio.h>
#include <string.h>

#include "reports/prometheus.h"
#include "src/metrics_server.h"
#include "tests/support/live.h"

static void put(MetricsServer *server, Live *live)
{
    g_autoptr(GBytes) text = NULL;

    live_tell_calls(live);
    live->interfaces[0].packets++;
    text = prometheus_new(&live->figures);
    metrics_server_put(server, text);
}

static void serve(MetricsServer *server)
{
    Live live;
    char line[16];

    live_init(&live);
    live.interfaces[1].name = "wire \"x\\y\"\n\xc3\xa4\xff";
    live.interfaces[1].dropped_queue = 7;
    anomalies_add(live.anomalies, ANOMALY_TLS, 1);
    while (fgets(line, sizeof line, stdin)) {
        if (strcmp(line, "put\n") == 0)
            put(server, &live);
        printf("done\n");
        fflush(stdout);
    }
    live_clear(&live);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(MetricsServer) server = metrics_server_new(argc > 1 ? argv[1] : "", &error);

    if (!server || !metrics_server_start(server, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    printf("%s\n", metrics_server_url(server));
    fflush(stdout);
    serve(server);
    return 0;
}
