/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "dissect/net/packet_interface.h"

/* An interface that packets are taken from, opened once. It never waits: its descriptor does
 * for poll(2), as soon as there is a packet that is INTERFACE_DELAY_MS old or many. */
typedef struct Interface Interface;

#define INTERFACE_DELAY_MS 25

typedef struct InterfaceOptions {
    const char *filter; /* in libpcap's language; NULL: that of capture_filter.h, for @port */
    unsigned port;      /* 0: any */
    int snaplen;        /* bytes kept of a packet; 0: all */
    bool promiscuous;
    uint64_t buffer; /* bytes of the kernel's ring; 0: libpcap's choice */
} InterfaceOptions;

#define INTERFACE_ERROR (g_quark_from_static_string("sipstory-interface"))

typedef enum InterfaceError {
    INTERFACE_ERROR_UNKNOWN, /* there is no such interface */
    INTERFACE_ERROR_DOWN,
    INTERFACE_ERROR_OTHER,
} InterfaceError;

/* Opens @name. NULL and @error, a sentence that begins with the name and says what mends it
 * (OPTIONS_ERROR: the filter cannot be read). The caller owns it. */
Interface *interface_open(const char *name, const InterfaceOptions *options, GError **error);

/* Frees @interface; NULL is fine. */
void interface_free(Interface *interface);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Interface, interface_free)

/* What could not be done as asked, as "any: cannot be promiscuous"; NULL if all could.
 * Borrowed.
 */
const char *interface_warning(const Interface *interface);

/* What is to be said of it in a capture that is written. Borrowed from @interface. */
const PacketInterface *interface_about(const Interface *interface);

/* The descriptor, readable once there are packets, in error once it may be gone. */
int interface_descriptor(const Interface *interface);

/* Takes at most @most packets. @time in nanoseconds since 1970-01-01 UTC, @bytes are borrowed
 * for the time of the call. Returns how many there were, or -1 if the interface failed. */
typedef void (*InterfaceEach)(int64_t time, uint32_t wire_len, Slice bytes, void *user);
int interface_take(Interface *interface, int most, InterfaceEach each, void *user);

/* No packet comes in any more; those that came can still be taken. */
void interface_shut(Interface *interface);

typedef enum InterfaceState {
    INTERFACE_UP,
    INTERFACE_DOWN, /* it may come up again, and then gives packets again */
    INTERFACE_GONE, /* removed, or another one has its name: only a new opening gives packets */
} InterfaceState;

InterfaceState interface_state(const Interface *interface);

/* Packets that were lost since the call before this one: because the ring was full, and in the
 * interface itself. */
typedef struct InterfaceDrops {
    uint64_t kernel, interface;
} InterfaceDrops;
InterfaceDrops interface_drops(Interface *interface);
