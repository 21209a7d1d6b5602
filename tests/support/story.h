/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* Messages as a test tells them, kept as the program keeps them, and what reports make of them.
 * They are packets 1, 2, ... of "a.pcap". */
typedef struct Story {
    Dialogs *dialogs;
    MessageTexts *texts;
    Anomalies *anomalies;
    Call *call;                 /* made by story_call(), */
    const Judgement *judgement; /* with this */
    ReportCapture capture;
    ReportContext context; /* of 80 columns, UTC, Unicode, no colour */
    char *written;         /* what went to context.out so far */
    size_t written_len;
    uint64_t packets;
    uint64_t beside;     /* Arrival.besides of what is told next; 0: none */
    AnomalySet oddities; /* what the network found odd about all that was told from now on */
} Story;

/* One message in the words of a test; what is left out has a default. */
typedef struct Said {
    int64_t ms;             /* since 2026-03-05T10:15:02Z */
    const char *from, *to;  /* "192.0.2.1:5060" */
    const char *start_line; /* as "INVITE sip:1002@example.net SIP/2.0" */
    const char *cseq;       /* "1 INVITE" */
    const char *branch;     /* "a" */
    const char *to_tag;     /* none */
    const char *from_tag;   /* "f1" */
    const char *user;       /* of From, "1001" */
    const char *call_id;    /* "call@example.net" */
    const char *sdp_port;   /* has a session description with this port */
    const char *headers;    /* further ones, each with its line end */
    bool is_tcp;
} Said;

void story_init(Story *story);
void story_clear(Story *story);

/* Adds one message. */
void story_say(Story *story, Said said);

/* Adds the @len bytes at @text, at @ms from 192.0.2.1:5060 to 192.0.2.2:5060. */
void story_say_bytes(Story *story, int64_t ms, const char *text, size_t len);

/* Adds @text as it is, at @ms, between endpoints as in Said. */
void story_say_text(Story *story, int64_t ms, const char *from, const char *to,
                    const char *text);

/* One call of all that was told; borrowed from @story. */
const Call *story_call(Story *story);

/* What @format makes of that call; borrowed until the next. */
const char *story_report(Story *story, const char *format);

/* What was written to context.out, flushed; borrowed until more is written. */
const char *story_written(Story *story);

/* A call from A by P to B, who answers; its INVITE is sent three times, and the first of them
 * was captured twice. Both ends have SDP, and the caller hangs up. */
void story_tell_call(Story *story);
