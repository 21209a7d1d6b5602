/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/unlinked.h"

#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

static void the_file_is_private_and_has_no_name(void)
{
    int fd = unlinked_open();
    struct stat status;

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(fstat(fd, &status), ==, 0);
    g_assert_cmpint(status.st_nlink, ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    close(fd);
}

static void what_was_written_can_be_read(void)
{
    int fd = unlinked_open();
    char text[3];

    g_assert_cmpint(write(fd, "abc", 3), ==, 3);
    g_assert_cmpint(lseek(fd, 0, SEEK_SET), ==, 0);
    g_assert_cmpint(read(fd, text, sizeof text), ==, 3);
    g_assert_cmpmem(text, 3, "abc", 3);
    close(fd);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/unlinked/the file is private and has no name",
                    the_file_is_private_and_has_no_name);
    g_test_add_func("/unlinked/what was written can be read", what_was_written_can_be_read);
    return g_test_run();
}
