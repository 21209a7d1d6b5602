/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdio.h>

#include "dissect/base/anomaly.h"
#include "dissect/net/packet.h"
#include "flows/call.h"
#include "flows/expectation.h"
#include "flows/link.h"
#include "flows/lint.h"
#include "flows/message_texts.h"
#include "reports/flow_tally.h"
#include "reports/live_event.h"
#include "reports/named_address.h"

/* What a report says of one input. */
typedef struct ReportCapture {
    const char *path;
    const char *format;            /* "pcap", "pcapng", "live" */
    const char *const *link_types; /* names, as "EN10MB"; NULL at the end */
    uint64_t packets, bytes;
    uint64_t sip_messages;                     /* every copy that was read */
    uint64_t dropped;                          /* by the capturing tool; live, by the kernel, */
    uint64_t dropped_interface, dropped_queue; /* and these (live alone) by the card or its
                                                * driver, and for want of time */
    int64_t first, last;   /* time of its packets; TIME_NONE if it has none */
    unsigned time_digits;  /* digits of a second that it keeps: 6, 9, ... */
    unsigned shift_digits; /* digits of a second that --shift moves it by */
    Slice section;         /* what it says of itself, as SourceInfo.section */
    const Anomalies *anomalies;
} ReportCapture;

/* A packet as it is handed to reports that write packets. */
typedef struct ReportPacket {
    const Packet
        *packet;   /* its time is shifted, its number and input are those of the inputs */
    Slice options; /* what the capture says of it: options of a pcapng packet block, little
                    * endian, padded, without their end */
} ReportPacket;

/* Calls that are told while the inputs are read, to keep within --memory. */
typedef struct ReportEarly {
    uint64_t calls;
    uint64_t evicted; /* of these: they went on, and are told as `evicted` */
} ReportEarly;

/* What every report is given. All of it borrowed, valid until the report is closed. */
typedef struct ReportContext {
    FILE *out;
    const char *path; /* of out; NULL: standard output */
    GError **wrong;   /* where a report says why it cannot go on, other than `out`: not twice */
    const ReportCapture *captures;
    unsigned captures_len;
    const char *const
        *unread; /* why an input, or the rest of one, was not read, as "b.pcap: No
                  * such file or directory"; ends with NULL. NULL: all were read */
    const Dialogs *dialogs;
    unsigned calls;                 /* of all inputs, before any selection */
    const FlowTally *tally;         /* of all selected calls by the time of close; NULL: none */
    const Expectation *expectation; /* of test reports; NULL: nothing in particular */
    LinkCounts links;               /* what was not linked */
    const NamedAddress *names;      /* by address */
    size_t names_len;
    int64_t capture_end;       /* as in CallOptions */
    const MessageTexts *texts; /* the texts of the call at hand; NULL if wants_texts is false */
    const Lint *lint; /* what the call at hand breaks of the protocol, of a running capture
                       * when it ends; NULL: not asked */
    const ReportEarly *early; /* what is counted of inputs and calls is known by the time of
                               * close, not before; NULL: all inputs are read */
    const LiveEvent *event;   /* why the call at hand is told; NULL: not a running capture */
    unsigned width;           /* columns of the terminal; 0: no bound */
    unsigned limit;           /* calls that this report holds at most; 0: no bound */
    unsigned left_out;        /* selected calls that it therefore does not hold */
    bool unicode;             /* else ASCII */
    bool color;
    bool utc;     /* else local time */
    bool summary; /* json: without messages */
    bool raw;     /* json: with each message's text */
    bool headers; /* json: with every header, by the full parse */
} ReportContext;

/* One format: a row in the table of formats.c. A report is opened, given the selected calls
 * one by one in the order of their numbers, and closed. */
typedef struct ReportFormat {
    const char *name;         /* as in --format */
    const char *suffix;       /* as in -o FILE; NULL: only by --format */
    const char *other_suffix; /* as good; NULL: there is none */
    const char *about;        /* one line for --help */
    bool wants_texts;         /* needs the messages' texts, a further pass over the input */
    bool has_lint;            /* can tell what is in ReportContext.lint */
    bool has_summary;         /* with `summary` it tells no messages, and wants no texts */
    bool is_single;           /* tells one call, or calls that are related, and no more */
    unsigned limit;           /* calls that it holds unless --limit says otherwise; 0: all */
    bool is_binary;           /* nothing for a terminal */
    bool folds;      /* tells pings and refreshes with the first of them (Call.folded) */
    bool needs_end;  /* wants to know when the inputs end before the first call */
    bool is_live;    /* can be written call by call while they go on, each when it ends */
    bool has_events; /* and tells all that happens to them (ReportContext.event) */
    bool (*is_possible)(GError **error); /* false if this installation cannot; NULL: it can */
    void *(*open)(const ReportContext *context);
    void (*call)(void *report, const Call *call);
    /* NULL: wants none. After all calls, every packet of the inputs in the order of a pass */
    void (*packet)(void *report, const ReportPacket *packet);
    void (*close)(void *report); /* writes what ends it and frees it */
} ReportFormat;

/* The format called @name, or the one that writes files ending like @path; NULL if none. */
const ReportFormat *formats_find(const char *name);
const ReportFormat *formats_of_path(const char *path);

/* What --validate writes in place of ladders. */
const ReportFormat *formats_lint(void);

/* All formats, a row with name NULL at the end. */
const ReportFormat *formats_all(void);

/* True if @format with the options in @context needs texts: json does not with `summary`. */
bool formats_wants_texts(const ReportFormat *format, const ReportContext *context);

/* Instead of a list or ladders, where no call was given: that there is none to show, and how
 * many there are. */
void no_calls_print(const ReportContext *context);

/* After a list or ladders: a short paragraph of what was not read and why, by anomaly, with
 * packet numbers. Writes nothing if there was nothing odd. */
void skipped_print(const ReportContext *context);

/* After a list or ladders: how many calls followed which flow and how well, and, where all
 * calls were told, which flows of the library never occurred. Nothing for a single call. */
void flow_summary_print(const ReportContext *context);

/* One message for a person: the fields that matter named and explained, then its text. */
void message_view_print(const ReportContext *context, const Call *call,
                        const CallMessage *message);
