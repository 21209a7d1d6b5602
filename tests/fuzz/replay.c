/* SPDX-License-Identifier: Apache-2.0
 *
 * Gives a target each file of some folders once, without libFuzzer: replay FOLDER... A folder
 * that is not there is passed over, but for the first, which must have a file. TAP on standard
 * output, a case for each folder; the file at hand is named before, for a find ends the
 * program.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "tests/fuzz/target.h"

/* A directory is read with all that is below it. How many files there were. */
static unsigned replay(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    g_autofree char *content = NULL;
    unsigned files = 0;
    const char *name;
    gsize len;

    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *below = g_build_filename(path, name, NULL);

        files += replay(below);
    }
    if (folder || !g_file_get_contents(path, &content, &len, NULL))
        return files;
    printf("# %s\n", path);
    (void)fflush(stdout);
    {
        /* a block of just that size, so that a read past its end is seen */
        g_autofree uint8_t *exact = g_memdup2(content, len);

        (void)LLVMFuzzerTestOneInput(exact, len);
    }
    return 1;
}

int main(int argc, char **argv)
{
    bool has_failed = false;

    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        unsigned files = replay(argv[i]);
        bool is_bad = i == 1 && files == 0;

        has_failed |= is_bad;
        printf("%sok %d - %u files of %s%s\n", is_bad ? "not " : "", i, files, argv[i],
               i > 1 && files == 0 ? " # SKIP it is not there" : "");
    }
    return has_failed;
}
