/* SPDX-License-Identifier: Apache-2.0 */
#include "src/link_type_name.h"

#include <pcap/pcap.h>

/* In files; libpcap has another number for it, by the system. */
#define LINKTYPE_RAW 101

const char *link_type_name(unsigned type)
{
    const char *name = pcap_datalink_val_to_name(type == LINKTYPE_RAW ? DLT_RAW : (int)type);

    return name ? name : "UNKNOWN";
}
