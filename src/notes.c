/* SPDX-License-Identifier: Apache-2.0 */
#include "src/notes.h"

#include <pthread.h>

struct Notes {
    pthread_mutex_t lock; /* GLib's is none that a thread sanitizer knows */
    GQueue texts;         /* char * */
};

Notes *notes_new(void)
{
    Notes *notes = g_new0(Notes, 1);

    (void)pthread_mutex_init(&notes->lock, NULL);
    g_queue_init(&notes->texts);
    return notes;
}

void notes_free(Notes *notes)
{
    if (!notes)
        return;
    g_queue_clear_full(&notes->texts, g_free);
    (void)pthread_mutex_destroy(&notes->lock);
    g_free(notes);
}

void notes_add(Notes *notes, const char *format, ...)
{
    va_list values;
    char *text;

    va_start(values, format);
    text = g_strdup_vprintf(format, values);
    va_end(values);
    (void)pthread_mutex_lock(&notes->lock);
    g_queue_push_tail(&notes->texts, text);
    if (g_queue_get_length(&notes->texts) > NOTES_MAX)
        g_free(g_queue_pop_head(&notes->texts));
    (void)pthread_mutex_unlock(&notes->lock);
}

char *notes_take(Notes *notes)
{
    char *text;

    (void)pthread_mutex_lock(&notes->lock);
    text = g_queue_pop_head(&notes->texts);
    (void)pthread_mutex_unlock(&notes->lock);
    return text;
}
