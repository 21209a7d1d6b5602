/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/* A network of the test's own, which may be sniffed without rights, and disturbs nobody. */

/* Runs @test in a child process that has a network with nothing but a loopback interface, which
 * is up. A test that fails there fails here; where no such network may be made, or there is no
 * "ip" for it, the test that runs is skipped. */
void netns_run(void (*test)(void));

/* Runs "ip" with @arguments, words between blanks; it must succeed. */
void netns_ip(const char *arguments);

/* Sends a datagram with @text from @src, an IPv4 address or NULL for any, to port @port of
 * @dst. */
void netns_send(const char *src, const char *dst, unsigned port, const char *text);
