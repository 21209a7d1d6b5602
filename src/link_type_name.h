/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What libpcap calls the LINKTYPE_ value @type, as "EN10MB"; "UNKNOWN" if it has no name for
 * it.
 */
const char *link_type_name(unsigned type);
