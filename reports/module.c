/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/module.h"

#include <dlfcn.h>

static char *directory_of_program(void)
{
    g_autofree char *path = g_file_read_link("/proc/self/exe", NULL);

    return path ? g_path_get_dirname(path) : g_strdup(".");
}

/* The module's path, or NULL. The caller frees it. */
static char *find(const Module *module)
{
    /* from the directory of the program: as built, as installed; a whole path stays one */
    const char *const places[] = { module->built_in, MODULE_FROM_BINDIR, MODULE_DIR };
    g_autofree char *beside = directory_of_program();

    for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *folder = g_canonicalize_filename(places[i], beside);
        g_autofree char *path = g_build_filename(folder, module->file, NULL);

        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
    }
    return NULL;
}

const void *module_load(const Module *module, GError **error)
{
    g_autofree char *path = find(module);
    const unsigned *version; /* what each table begins with */
    void *handle;

    if (!path) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSYS,
                    "%s is not built or not installed: " MODULE_DIR "/%s (it is built with %s)",
                    module->what, module->file, module->needs);
        return NULL;
    }
    handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSYS, "%s cannot be loaded: %s",
                    module->what, dlerror());
        return NULL;
    }
    version = dlsym(handle, module->symbol);
    if (!version || *version != module->version) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSYS,
                    "%s: the module is of another version of sipstory", path);
        return NULL;
    }
    return version;
}
