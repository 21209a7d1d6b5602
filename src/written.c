/* SPDX-License-Identifier: Apache-2.0 */
#include "src/written.h"

#include <errno.h>
#include <poll.h>

int written_error(FILE *out)
{
    struct pollfd asked = { .fd = fileno(out), .events = POLLOUT };
    int why = errno;

    if (!ferror(out))
        return 0;
    if (poll(&asked, 1, 0) == 1 && (asked.revents & (POLLERR | POLLHUP)))
        return EPIPE;
    return why ? why : EIO;
}
