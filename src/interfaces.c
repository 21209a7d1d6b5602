/* SPDX-License-Identifier: Apache-2.0 */
#include "src/interfaces.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pcap/pcap.h>

#include "reports/terminal.h"
#include "src/interface.h"

#define NAMES_MAX 30
#define COLUMN_MAX 40

/* libpcap also lists what carries no network: buses, logs of the kernel. */
static bool is_network(const pcap_if_t *interface)
{
    return if_nametoindex(interface->name) != 0 || strcmp(interface->name, "any") == 0;
}

/* The first network from @interface on, or NULL. */
static const pcap_if_t *network(const pcap_if_t *interface)
{
    while (interface && !is_network(interface))
        interface = interface->next;
    return interface;
}

typedef struct Columns {
    unsigned name, state;
} Columns;

static void append_address(GString *out, const struct sockaddr *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    const void *bytes = NULL;

    if (address && address->sa_family == AF_INET)
        bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    if (address && address->sa_family == AF_INET6)
        bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (bytes && inet_ntop(address->sa_family, bytes, text, sizeof(text)))
        g_string_append_printf(out, "%s%s", out->len ? ", " : "", text);
}

static GString *about(const pcap_if_t *interface)
{
    GString *text = g_string_new(NULL);

    for (const pcap_addr_t *one = interface->addresses; one; one = one->next)
        append_address(text, one->addr);
    if (text->len == 0 && interface->description)
        (void)terminal_append(text, slice_text(interface->description), false);
    return text;
}

static const char *state(const pcap_if_t *interface)
{
    unsigned link = interface->flags & PCAP_IF_CONNECTION_STATUS;

    if (!(interface->flags & PCAP_IF_UP))
        return "down";
    if (interface->flags & PCAP_IF_LOOPBACK)
        return "up, loopback";
    return link == PCAP_IF_CONNECTION_STATUS_DISCONNECTED ? "up, no link" : "up";
}

static Columns measure(const pcap_if_t *all)
{
    Columns columns = { 0 };

    for (const pcap_if_t *one = network(all); one; one = network(one->next)) {
        columns.name = MAX(columns.name, (unsigned)strlen(one->name));
        columns.state = MAX(columns.state, (unsigned)strlen(state(one)));
    }
    columns.name = MIN(columns.name, COLUMN_MAX);
    return columns;
}

static void append_line(GString *out, const pcap_if_t *interface, Columns columns)
{
    g_autoptr(GString) name = g_string_new(NULL);
    GString *rest = about(interface);
    unsigned width = terminal_append(name, slice_text(interface->name), false);

    g_string_append(out, name->str);
    terminal_append_blanks(out, 2 + (width < columns.name ? columns.name - width : 0));
    g_string_append(out, state(interface));
    if (rest->len > 0)
        g_string_append_printf(
            out, "%*s%s", (int)(columns.state - strlen(state(interface)) + 2), "", rest->str);
    g_string_append_c(out, '\n');
    g_string_free(rest, true);
}

bool interfaces_print(FILE *out, GError **error)
{
    char reason[PCAP_ERRBUF_SIZE];
    g_autoptr(GString) text = g_string_new(NULL);
    pcap_if_t *all = NULL;
    Columns columns;

    if (pcap_findalldevs(&all, reason) < 0) {
        g_set_error(error, INTERFACE_ERROR, INTERFACE_ERROR_OTHER,
                    "cannot list the interfaces: %s", reason);
        return false;
    }
    columns = measure(all);
    for (const pcap_if_t *one = network(all); one; one = network(one->next))
        append_line(text, one, columns);
    pcap_freealldevs(all);
    fputs(text->str, out);
    return true;
}

char *interfaces_names(void)
{
    char reason[PCAP_ERRBUF_SIZE];
    g_autoptr(GString) names = g_string_new(NULL);
    pcap_if_t *all = NULL;
    unsigned count = 0;

    if (pcap_findalldevs(&all, reason) < 0)
        return NULL;
    for (const pcap_if_t *one = network(all); one; one = network(one->next), count++)
        if (count < NAMES_MAX)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", one->name);
    if (count > NAMES_MAX)
        g_string_append(names, ", ...");
    pcap_freealldevs(all);
    return names->len ? g_string_free(g_steal_pointer(&names), false) : NULL;
}
