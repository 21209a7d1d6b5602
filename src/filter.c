/* SPDX-License-Identifier: Apache-2.0 */
#include "src/filter.h"

#include <pcap/pcap.h>
#include <stdio.h>

#include "dissect/base/table.h"
#include "src/options.h"
#include "src/say.h"

#define PROGRAMS_MAX 512 /* link types that are compiled for at a time */
#define WARNINGS_MAX 16

enum { LINK_ETHERNET = 1, LINK_RADIOTAP = 127, LINK_COOKED = 276 };

typedef struct Program {
    bool is_compiled;
    bool is_refused; /* the expression makes no sense for this link type */
    struct bpf_program code;
} Program;

struct Filter {
    char *expression;
    Table *programs;     /* of link type: Program */
    GPtrArray *warnings; /* char *, with a NULL behind the last */
    uint32_t link_type;  /* of the packet before, and its program */
    const Program *program;
};

/* What captures of @link_type are to libpcap. It tells nobody how link types of files become
 * those of its functions, so it gets to open such a file: a header with nothing behind. */
static pcap_t *open_empty(uint32_t link_type, char reason[PCAP_ERRBUF_SIZE])
{
    struct pcap_file_header header = { .magic = 0xa1b2c3d4,
                                       .version_major = PCAP_VERSION_MAJOR,
                                       .version_minor = PCAP_VERSION_MINOR,
                                       .linktype = link_type };
    FILE *stream = fmemopen(&header, sizeof(header), "r");
    pcap_t *pcap;

    g_assert(stream);
    pcap = pcap_fopen_offline(stream, reason);
    if (!pcap)
        (void)fclose(stream);
    return pcap;
}

/* Compiles @expression to @code; what is wrong, owned by the caller, or NULL. */
static char *compile(const char *expression, uint32_t link_type, struct bpf_program *code)
{
    char reason[PCAP_ERRBUF_SIZE];
    char *wrong = NULL;
    pcap_t *pcap = open_empty(link_type, reason);

    if (!pcap)
        return g_strdup(reason);
    if (pcap_compile(pcap, code, expression, 1, PCAP_NETMASK_UNKNOWN) < 0)
        wrong = g_strdup(pcap_geterr(pcap));
    pcap_close(pcap);
    return wrong;
}

static void drop_program(void *value, void *user)
{
    Program *program = value;

    (void)user;
    if (program->is_compiled)
        pcap_freecode(&program->code);
}

/* True if some common kind of link has a use for @expression; else *@wrong says what is wrong
 * with it, for Ethernet, and is the caller's. */
static bool check(const char *expression, char **wrong)
{
    static const uint32_t TRIED[] = { LINK_ETHERNET, LINK_RADIOTAP, LINK_COOKED };

    *wrong = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(TRIED); i++) {
        struct bpf_program code;
        g_autofree char *reason = compile(expression, TRIED[i], &code);

        if (!reason) {
            pcap_freecode(&code);
            g_clear_pointer(wrong, g_free);
            return true;
        }
        if (!*wrong)
            *wrong = g_steal_pointer(&reason);
    }
    return false;
}

Filter *filter_new(const char *expression, GError **error)
{
    g_autofree char *wrong = NULL;
    Filter *filter;

    if (!check(expression, &wrong)) {
        g_set_error(error, SOURCE_ERROR, 0, "filter '%s': %s", expression, wrong);
        return NULL;
    }
    filter = g_new0(Filter, 1);
    filter->expression = g_strdup(expression);
    filter->programs =
        table_new(sizeof(uint32_t), sizeof(Program), PROGRAMS_MAX, drop_program, NULL);
    filter->warnings = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(filter->warnings, NULL);
    return filter;
}

Filter *filter_new_typed(const char *expression, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    Filter *filter = filter_new(expression, &wrong);

    if (!filter)
        g_set_error_literal(error, OPTIONS_ERROR, 0, wrong->message);
    else if (filter_names_port(filter))
        say("the filter names a port: fragments and tunnels are lost by it; --port keeps them");
    return filter;
}

void filter_free(Filter *filter)
{
    if (!filter)
        return;
    table_free(filter->programs);
    g_ptr_array_unref(filter->warnings);
    g_free(filter->expression);
    g_free(filter);
}

static void warn(Filter *filter, uint32_t link_type, const char *wrong)
{
    GPtrArray *warnings = filter->warnings;
    char *warning = g_strdup_printf("filter '%s' passes no packet of link type %u: %s",
                                    filter->expression, link_type, wrong);

    for (guint i = 0; i + 1 < warnings->len; i++) {
        if (strcmp(warnings->pdata[i], warning) == 0)
            g_clear_pointer(&warning, g_free);
        if (!warning)
            return;
    }
    if (warnings->len > WARNINGS_MAX) {
        g_free(warning);
        return;
    }
    warnings->pdata[warnings->len - 1] = warning;
    g_ptr_array_add(warnings, NULL);
}

static const Program *find_program(Filter *filter, uint32_t link_type)
{
    Program *program = table_put(filter->programs, &link_type);
    g_autofree char *wrong = NULL;

    if (program->is_compiled || program->is_refused)
        return program;
    wrong = compile(filter->expression, link_type, &program->code);
    program->is_compiled = !wrong;
    program->is_refused = wrong != NULL;
    if (wrong)
        warn(filter, link_type, wrong);
    return program;
}

bool filter_matches(Filter *filter, const Packet *packet)
{
    struct pcap_pkthdr head = { .caplen = (uint32_t)packet->bytes.len,
                                .len = packet->wire_len };

    if (!filter->program || filter->link_type != packet->link_type) {
        filter->program = find_program(filter, packet->link_type);
        filter->link_type = packet->link_type;
    }
    if (filter->program->is_refused)
        return false;
    return pcap_offline_filter(&filter->program->code, &head, packet->bytes.data) != 0;
}

const char *const *filter_warnings(const Filter *filter)
{
    return (const char *const *)filter->warnings->pdata;
}

bool filter_names_port(const Filter *filter)
{
    g_auto(GStrv) words = g_regex_split_simple("[^a-z0-9]+", filter->expression, 0, 0);

    return g_strv_contains((const char *const *)words, "port") ||
           g_strv_contains((const char *const *)words, "portrange");
}
