/* SPDX-License-Identifier: Apache-2.0
 *
 * The module that serves metrics. HTTP is libmicrohttpd's. A connection carries one request: a
 * scraper comes every few seconds, and what it leaves open is a place taken from others.
 * Bounds: connections, the bytes of a request's head, and how long one may be silent.
 */
#include "src/metrics_http.h"

#include <microhttpd.h>
#include <string.h>

#define CONNECTIONS_MAX 16u
#define CONNECTION_BYTES ((size_t)8192) /* a request's head has to fit, and the answer's */
#define SILENCE_MAX 10u                 /* seconds */

typedef struct Http {
    struct MHD_Daemon *daemon;
    const char *type;
    MetricsHttpText text;
    void *user;
} Http;

/* Answers with a copy of @text; @allow: the methods, for 405, else NULL. */
static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, GBytes *text,
                              const char *type, const char *allow)
{
    gsize len;
    const void *bytes = g_bytes_get_data(text, &len);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(len, (void *)bytes, MHD_RESPMEM_MUST_COPY);
    enum MHD_Result result;

    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (allow)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, allow);
    result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result say_so(struct MHD_Connection *connection, unsigned status,
                              const char *line, const char *allow)
{
    g_autoptr(GBytes) text = g_bytes_new_static(line, strlen(line));

    return answer(connection, status, text, "text/plain; charset=utf-8", allow);
}

/* Called with the head of each request; a body is not waited for. */
static enum MHD_Result handle(void *user, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_len, void **state)
{
    const Http *http = user;
    g_autoptr(GBytes) text = NULL;

    (void)version;
    (void)upload;
    (void)upload_len;
    (void)state;
    if (strcmp(path, "/") != 0 && strcmp(path, "/metrics") != 0)
        return say_so(connection, MHD_HTTP_NOT_FOUND, "Not here: the figures are at /metrics\n",
                      NULL);
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        return say_so(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET, please\n", "GET, HEAD");
    if (strcmp(path, "/") == 0)
        return say_so(connection, MHD_HTTP_OK,
                      "sipstory: the figures of a running capture are at /metrics\n", NULL);
    text = http->text(http->user);
    if (!text)
        return say_so(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
                      "The capture has not begun yet\n", NULL);
    return answer(connection, MHD_HTTP_OK, text, http->type, NULL);
}

static void *start(int fd, const char *type, MetricsHttpText text, void *user)
{
    Http *http = g_new0(Http, 1);

    *http = (Http){ .type = type, .text = text, .user = user };
    http->daemon =
        MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, handle,
                         http, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
                         CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, SILENCE_MAX,
                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES, MHD_OPTION_END);
    if (!http->daemon)
        g_clear_pointer(&http, g_free);
    return http;
}

static void stop(void *server)
{
    Http *http = server;

    MHD_stop_daemon(http->daemon);
    g_free(http);
}

/* All that the module shows; found by its name. */
extern const MetricsHttp sipstory_metrics_http;

__attribute__((visibility("default"))) const MetricsHttp sipstory_metrics_http = {
    .version = METRICS_HTTP_VERSION,
    .start = start,
    .stop = stop,
};
