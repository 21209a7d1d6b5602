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

/* Makes an interface @name that is up, with a neighbour at its other end: 192.0.2.2 if it has
 * @address 192.0.2.1, and so on. Skips the test where the system has none of that kind. */
void netns_link(const char *name, const char *address);

/* The same, without a link layer. It is there until *@file, which it sets, is closed. */
void netns_tunnel(const char *name, const char *address, int *file);

/* Sends a datagram with @text to port @port of @dst, an IPv4 address. */
void netns_send(const char *dst, unsigned port, const char *text);
