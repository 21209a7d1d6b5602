/* SPDX-License-Identifier: Apache-2.0 */
#include "src/metrics_server.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "dissect/base/endpoint.h"
#include "reports/module.h"
#include "reports/prometheus.h"
#include "src/metrics_http.h"
#include "src/options.h"

#define LOOPBACK "127.0.0.1"
#define BACKLOG 16

static const Module MODULE = {
    .file = "sipstory-metrics.so",
    .built_in = ".",
    .symbol = METRICS_HTTP_SYMBOL,
    .version = METRICS_HTTP_VERSION,
    .what = "the module that serves metrics",
    .needs = "libmicrohttpd, Debian: libmicrohttpd-dev",
};

struct MetricsServer {
    const MetricsHttp *http;
    int fd; /* listens; the module's once it runs */
    char *url;
    void *running; /* what start() gave; NULL: not started */
    GMutex lock;   /* of the text */
    GBytes *text;  /* NULL: none was put yet */
};

static bool fail(GError **error, const char *address, const char *why)
{
    g_set_error(error, METRICS_SERVER_ERROR, 0, "--metrics=%s: %s", address, why);
    return false;
}

/* The port behind the last colon, which endpoint_parse() takes for none if it is 0. */
static bool ends_with_port(const char *address)
{
    const char *colon = strrchr(address, ':');
    uint64_t port;

    return colon && g_ascii_string_to_unsigned(colon + 1, 10, 0, G_MAXUINT16, &port, NULL);
}

/* @address as the user gave it. An IPv6 address has to be in brackets, or nobody knows where
 * its port begins. */
static bool parse(const char *address, Endpoint *out)
{
    g_autofree char *full = NULL;

    if (!strchr(address, ':'))
        full = g_strconcat(LOOPBACK ":", address, NULL);
    else if (g_str_has_prefix(address, "localhost:"))
        full = g_strconcat(LOOPBACK, strchr(address, ':'), NULL);
    else
        full = g_strdup(address);
    if (*full != '[' && strchr(full, ':') != strrchr(full, ':'))
        return false;
    return ends_with_port(full) && endpoint_parse(slice_text(full), out);
}

static socklen_t to_sockaddr(const Endpoint *at, struct sockaddr_storage *out)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

    memset(out, 0, sizeof *out);
    if (at->version == 4) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(at->port);
        memcpy(&v4->sin_addr, at->address, sizeof v4->sin_addr);
        return sizeof *v4;
    }
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(at->port);
    memcpy(&v6->sin6_addr, at->address, sizeof v6->sin6_addr);
    return sizeof *v6;
}

/* Listens at @at, whose port becomes the one it has. -1 with errno if that cannot be. */
static int listen_at(Endpoint *at)
{
    struct sockaddr_storage address;
    socklen_t len = to_sockaddr(at, &address);
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int yes = 1;
    int why;

    if (fd < 0)
        return -1;
    /* or a restart has to wait for what the last run left open */
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&address, len) < 0 || listen(fd, BACKLOG) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &len) < 0) {
        why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    at->port = ntohs(at->version == 4 ? ((struct sockaddr_in *)&address)->sin_port
                                      : ((struct sockaddr_in6 *)&address)->sin6_port);
    return fd;
}

static const char *why_not(int why)
{
    switch (why) {
    case EADDRINUSE: return "the port is in use; is another sipstory running?";
    case EADDRNOTAVAIL: return "this machine has no such address";
    case EACCES: return "a port below 1024 takes CAP_NET_BIND_SERVICE; choose a higher one";
    default: return g_strerror(why);
    }
}

MetricsServer *metrics_server_new(const char *address, GError **error)
{
    const MetricsHttp *http;
    MetricsServer *server;
    Endpoint at;
    char text[ENDPOINT_TEXT];
    int fd;

    if (!parse(address, &at)) {
        g_set_error(
            error, OPTIONS_ERROR, 0,
            "--metrics=%s: not an address and a port, as 127.0.0.1:9465, [::1]:9465, or "
            "9465 on loopback",
            address);
        return NULL;
    }
    fd = listen_at(&at);
    if (fd < 0) {
        fail(error, address, why_not(errno));
        return NULL;
    }
    http = module_load(&MODULE, error);
    if (!http) {
        close(fd);
        return NULL;
    }
    server = g_new0(MetricsServer, 1);
    server->http = http;
    server->fd = fd;
    server->url = g_strdup_printf("http://%s/metrics", endpoint_print(&at, text));
    g_mutex_init(&server->lock);
    return server;
}

void metrics_server_free(MetricsServer *server)
{
    if (!server)
        return;
    if (server->running)
        server->http->stop(server->running);
    else
        close(server->fd);
    g_clear_pointer(&server->text, g_bytes_unref);
    g_mutex_clear(&server->lock);
    g_free(server->url);
    g_free(server);
}

static GBytes *take_text(void *user)
{
    MetricsServer *server = user;
    GBytes *text = NULL;

    g_mutex_lock(&server->lock);
    if (server->text)
        text = g_bytes_ref(server->text);
    g_mutex_unlock(&server->lock);
    return text;
}

bool metrics_server_start(MetricsServer *server, GError **error)
{
    sigset_t all, before;

    /* else the thread reads the zone's file for its first answer, when a sandbox forbids it */
    tzset();
    /* the thread inherits the mask: signals are for those who handle them */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    server->running = server->http->start(server->fd, PROMETHEUS_TYPE, take_text, server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!server->running)
        g_set_error(error, METRICS_SERVER_ERROR, 0,
                    "%s: the thread that serves it cannot start", server->url);
    return server->running != NULL;
}

void metrics_server_put(MetricsServer *server, GBytes *text)
{
    GBytes *before;

    g_mutex_lock(&server->lock);
    before = server->text;
    server->text = g_bytes_ref(text);
    g_mutex_unlock(&server->lock);
    g_bytes_unref(before);
}

const char *metrics_server_url(const MetricsServer *server)
{
    return server->url;
}
