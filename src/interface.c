/* SPDX-License-Identifier: Apache-2.0
 *
 * libpcap is asked for blocks of packets instead of single ones ("immediate mode" off), handed
 * over when full or after a delay: a wake-up for each packet would cost more than the packet.
 */
#include "src/interface.h"

#include <linux/filter.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reports/pcapng_write.h"
#include "src/capture_filter.h"
#include "src/options.h"

#define SNAPLEN_MAX 262144 /* libpcap's own bound */
#define ANY "any"
#define NOT_PROMISCUOUS "cannot be promiscuous"

/* Options of a pcapng interface block (draft-ietf-opsawg-pcapng, 4.2). */
enum { OPTION_NAME = 2, OPTION_FILTER = 11, FILTER_IS_TEXT = 0 };

struct Interface {
    char *name;
    pcap_t *pcap;
    int descriptor;
    unsigned index; /* the kernel's; 0 for "any" */
    char *warning;
    GByteArray *options;
    PacketInterface about;
    int64_t unit;             /* nanoseconds in the smallest part of a time stamp */
    struct pcap_stat counted; /* at the last interface_drops() */
};

G_GNUC_PRINTF(4, 5)
static bool refuse(GError **error, InterfaceError code, const char *name, const char *format,
                   ...)
{
    g_autofree char *reason = NULL;
    va_list values;

    va_start(values, format);
    reason = g_strdup_vprintf(format, values);
    va_end(values);
    g_set_error(error, INTERFACE_ERROR, code, "%s: %s", name, reason);
    return false;
}

static bool refuse_permission(GError **error, const char *name)
{
    char program[4096];
    ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);

    program[len > 0 ? len : 0] = '\0';
    return refuse(error, INTERFACE_ERROR_OTHER, name,
                  "needs CAP_NET_RAW: run as root, or 'sudo setcap cap_net_raw+ep %s' once",
                  len > 0 ? program : "PROGRAM");
}

static void warn(Interface *interface, const char *what)
{
    g_free(interface->warning);
    interface->warning = g_strdup_printf("%s: %s", interface->name, what);
}

/* What pcap_activate() answered; false and @error unless packets can be taken. */
static bool judge_activation(Interface *interface, int answer, GError **error)
{
    const char *name = interface->name;
    const char *detail = pcap_geterr(interface->pcap);
    const char *reason = *detail ? detail : pcap_statustostr(answer);

    switch (answer) {
    case 0: return true;
    case PCAP_WARNING_PROMISC_NOTSUP: warn(interface, NOT_PROMISCUOUS); return true;
    case PCAP_ERROR_NO_SUCH_DEVICE:
        return refuse(error, INTERFACE_ERROR_UNKNOWN, name, "no such interface");
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED: return refuse_permission(error, name);
    case PCAP_ERROR_IFACE_NOT_UP:
        return refuse(error, INTERFACE_ERROR_DOWN, name,
                      "the interface is down; 'sudo ip link set %s up' mends that", name);
    default:
        if (answer < 0)
            return refuse(error, INTERFACE_ERROR_OTHER, name, "%s", reason);
        warn(interface, reason);
        return true;
    }
}

/* Not all versions of libpcap say so of "any". */
static void ask_promiscuous(Interface *interface)
{
    if (strcmp(interface->name, ANY) == 0)
        warn(interface, NOT_PROMISCUOUS);
    else
        (void)pcap_set_promisc(interface->pcap, 1);
}

static bool activate(Interface *interface, const InterfaceOptions *options, GError **error)
{
    pcap_t *pcap = interface->pcap;
    int snaplen = options->snaplen > 0 ? MIN(options->snaplen, SNAPLEN_MAX) : SNAPLEN_MAX;

    (void)pcap_set_snaplen(pcap, snaplen);
    (void)pcap_set_timeout(pcap, INTERFACE_DELAY_MS);
    (void)pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    if (options->promiscuous)
        ask_promiscuous(interface);
    if (options->buffer > 0)
        (void)pcap_set_buffer_size(pcap, (int)MIN(options->buffer, G_MAXINT));
    return judge_activation(interface, pcap_activate(pcap), error);
}

/* libpcap tells nobody how its link types become those of files, so it gets to write a file's
 * header. */
static unsigned link_type_of(pcap_t *pcap)
{
    char *header = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&header, &len);
    pcap_dumper_t *dumper = stream ? pcap_dump_fopen(pcap, stream) : NULL;
    uint32_t link_type = UINT32_MAX;

    if (dumper)
        pcap_dump_close(dumper);
    else if (stream)
        (void)fclose(stream);
    if (len >= sizeof(struct pcap_file_header))
        memcpy(&link_type, header + offsetof(struct pcap_file_header, linktype),
               sizeof(link_type));
    free(header);
    return link_type & 0x03ffffff; /* above it: whether packets end in a check sequence */
}

static bool refuse_filter(GError **error, const Interface *interface, const char *text)
{
    g_set_error(error, OPTIONS_ERROR, 0, "%s: filter '%s': %s", interface->name, text,
                pcap_geterr(interface->pcap));
    return false;
}

/* Sets the user's filter, or ours; *@text is what was set and the caller's, NULL for none. */
static bool set_filter(Interface *interface, const InterfaceOptions *options, char **text,
                       GError **error)
{
    pcap_t *pcap = interface->pcap;
    struct bpf_program code;
    int answer;

    *text =
        options->filter ? g_strdup(options->filter) : capture_filter_text(pcap, options->port);
    if (!*text)
        return true;
    if (pcap_compile(pcap, &code, *text, 1, PCAP_NETMASK_UNKNOWN) < 0)
        return refuse_filter(error, interface, *text);
    answer = pcap_setfilter(pcap, &code);
    pcap_freecode(&code);
    return answer == 0 || refuse(error, INTERFACE_ERROR_OTHER, interface->name,
                                 "cannot set its filter: %s", pcap_geterr(pcap));
}

static void describe(Interface *interface, const char *filter)
{
    interface->options = g_byte_array_new();
    pcapng_write_option(interface->options, OPTION_NAME, slice_text(interface->name));
    if (filter) {
        g_autoptr(GString) value = g_string_new(NULL);

        g_string_append_c(value, FILTER_IS_TEXT);
        g_string_append(value, filter);
        pcapng_write_option(interface->options, OPTION_FILTER,
                            slice_of(value->str, value->len));
    }
    interface->about = (PacketInterface){
        .link_type = link_type_of(interface->pcap),
        .snap_len = (uint32_t)pcap_snapshot(interface->pcap),
        .digits = 9,
        .options = slice_of(interface->options->data, interface->options->len),
    };
    interface->unit =
        pcap_get_tstamp_precision(interface->pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
}

/* From here on the interface never makes its caller wait. */
static bool make_pollable(Interface *interface, GError **error)
{
    char reason[PCAP_ERRBUF_SIZE];

    interface->descriptor = pcap_get_selectable_fd(interface->pcap);
    if (interface->descriptor < 0)
        return refuse(error, INTERFACE_ERROR_OTHER, interface->name,
                      "is of a kind that cannot be waited for");
    if (pcap_setnonblock(interface->pcap, 1, reason) < 0)
        return refuse(error, INTERFACE_ERROR_OTHER, interface->name, "%s", reason);
    return true;
}

Interface *interface_open(const char *name, const InterfaceOptions *options, GError **error)
{
    char reason[PCAP_ERRBUF_SIZE];
    g_autoptr(Interface) interface = g_new0(Interface, 1);
    g_autofree char *filter = NULL;

    interface->name = g_strdup(name);
    interface->pcap = pcap_create(name, reason);
    if (!interface->pcap) {
        refuse(error, INTERFACE_ERROR_OTHER, name, "%s", reason);
        return NULL;
    }
    if (!activate(interface, options, error) ||
        !set_filter(interface, options, &filter, error) || !make_pollable(interface, error))
        return NULL;
    if (strcmp(name, ANY) != 0)
        interface->index = if_nametoindex(name);
    describe(interface, filter);
    return g_steal_pointer(&interface);
}

void interface_free(Interface *interface)
{
    if (!interface)
        return;
    if (interface->pcap)
        pcap_close(interface->pcap);
    if (interface->options)
        g_byte_array_unref(interface->options);
    g_free(interface->warning);
    g_free(interface->name);
    g_free(interface);
}

const char *interface_warning(const Interface *interface)
{
    return interface->warning;
}

const PacketInterface *interface_about(const Interface *interface)
{
    return &interface->about;
}

int interface_descriptor(const Interface *interface)
{
    return interface->descriptor;
}

typedef struct Taking {
    const Interface *interface;
    InterfaceEach each;
    void *user;
} Taking;

static void take(u_char *user, const struct pcap_pkthdr *head, const u_char *bytes)
{
    const Taking *taking = (const Taking *)(void *)user;
    int64_t time = (int64_t)head->ts.tv_sec * 1000000000 +
                   (int64_t)head->ts.tv_usec * taking->interface->unit;

    taking->each(time, head->len, slice_of(bytes, head->caplen), taking->user);
}

int interface_take(Interface *interface, int most, InterfaceEach each, void *user)
{
    Taking taking = { interface, each, user };
    int taken = pcap_dispatch(interface->pcap, most, take, (u_char *)&taking);

    return taken < 0 ? -1 : taken;
}

/* Past libpcap, which would filter anew what is in the ring already. */
void interface_shut(Interface *interface)
{
    struct sock_filter reject = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog program = { .len = 1, .filter = &reject };

    (void)setsockopt(interface->descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                     sizeof(program));
}

/* Not by if_nametoindex(), which opens a socket each time. */
InterfaceState interface_state(const Interface *interface)
{
    struct ifreq request = { 0 };

    if (interface->index == 0)
        return INTERFACE_UP;
    g_strlcpy(request.ifr_name, interface->name, sizeof(request.ifr_name));
    if (ioctl(interface->descriptor, SIOCGIFINDEX, &request) < 0 ||
        (unsigned)request.ifr_ifindex != interface->index ||
        ioctl(interface->descriptor, SIOCGIFFLAGS, &request) < 0)
        return INTERFACE_GONE;
    return request.ifr_flags & IFF_UP ? INTERFACE_UP : INTERFACE_DOWN;
}

/* libpcap counts in 32 bits, and they wrap. */
InterfaceDrops interface_drops(Interface *interface)
{
    struct pcap_stat now = interface->counted;
    InterfaceDrops drops;

    if (pcap_stats(interface->pcap, &now) < 0)
        return (InterfaceDrops){ 0 };
    drops.kernel = (uint32_t)(now.ps_drop - interface->counted.ps_drop);
    drops.interface = (uint32_t)(now.ps_ifdrop - interface->counted.ps_ifdrop);
    interface->counted = now;
    return drops;
}
