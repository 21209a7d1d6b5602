/* SPDX-License-Identifier: Apache-2.0
 *
 * Most texts are printable ASCII, which is copied as it stands; anything else goes character
 * by character. A mark without a base, or one of a heap of marks, is escaped as well: it would
 * be drawn over its neighbours.
 */
#include "reports/terminal.h"

#define MARKS_MAX 3

/* One step through a text: the character, or what stands for it. */
typedef struct Glyph {
    char text[12]; /* "\U0010ffff" at most */
    unsigned len, width;
    size_t bytes; /* of the text that it stands for */
} Glyph;

/* A bit for each byte of @word below ' ' or above '~'; bits above a set one may be wrong. */
static uint64_t odd_bytes(uint64_t word)
{
    uint64_t each = ~UINT64_C(0) / 255;

    return (word | (word - each * ' ') | (word + each * ('\x7f' - '~'))) & each * 0x80;
}

static bool is_plain(Slice text)
{
    uint64_t word, odd = 0;

    if (text.len < sizeof word) {
        for (size_t i = 0; i < text.len; i++)
            if (text.data[i] < ' ' || text.data[i] > '~')
                return false;
        return true;
    }
    for (size_t at = 0; at + sizeof word < text.len; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        odd |= odd_bytes(word);
    }
    memcpy(&word, text.data + text.len - sizeof word, sizeof word);
    return (odd | odd_bytes(word)) == 0;
}

static bool is_harmless(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);

    return g_unichar_isprint(c) && type != G_UNICODE_LINE_SEPARATOR &&
           type != G_UNICODE_PARAGRAPH_SEPARATOR && type != G_UNICODE_PRIVATE_USE;
}

static void glyph_escape(Glyph *glyph, const char *format, unsigned value)
{
    glyph->len = glyph->width =
        (unsigned)g_snprintf(glyph->text, sizeof glyph->text, format, value);
}

static void glyph_ascii(Glyph *glyph, uint8_t byte)
{
    glyph->bytes = 1;
    if (byte == '\n' || byte == '\r' || byte == '\t') {
        glyph->text[0] = '\\';
        glyph->text[1] = byte == '\n' ? 'n' : byte == '\r' ? 'r' : 't';
        glyph->len = glyph->width = 2;
    } else if (byte < ' ' || byte > '~') {
        glyph_escape(glyph, "\\x%02x", byte);
    } else {
        glyph->text[0] = (char)byte;
        glyph->len = glyph->width = 1;
    }
}

/* The glyph that @text begins with. *@marks counts the combining marks in a row; it is at its
 * maximum where no base stands before them. */
static Glyph glyph_next(Slice text, bool unicode, unsigned *marks)
{
    Glyph glyph = { .bytes = 1 };
    gunichar c;
    bool is_mark;

    if (text.data[0] < 0x80) {
        *marks = 0;
        glyph_ascii(&glyph, text.data[0]);
        return glyph;
    }
    c = g_utf8_get_char_validated((const char *)text.data, (gssize)text.len);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        glyph_escape(&glyph, "\\x%02x", text.data[0]);
        return glyph;
    }
    glyph.bytes = (size_t)g_unichar_to_utf8(c, NULL);
    is_mark = g_unichar_iszerowidth(c);
    if (!unicode || !is_harmless(c) || (is_mark && *marks >= MARKS_MAX)) {
        glyph_escape(&glyph, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
        *marks = MARKS_MAX;
        return glyph;
    }
    *marks = is_mark ? *marks + 1 : 0;
    glyph.len = (unsigned)g_unichar_to_utf8(c, glyph.text);
    glyph.width = is_mark ? 0 : g_unichar_iswide(c) ? 2 : 1;
    return glyph;
}

unsigned terminal_append(GString *out, Slice text, bool unicode)
{
    unsigned width = 0;
    unsigned marks = MARKS_MAX;

    if (is_plain(text)) {
        terminal_put(out, (const char *)text.data, text.len);
        return (unsigned)text.len;
    }
    while (text.len > 0) {
        Glyph glyph = glyph_next(text, unicode, &marks);

        g_string_append_len(out, glyph.text, glyph.len);
        width += glyph.width;
        text = slice_tail(text, glyph.bytes);
    }
    return width;
}

static unsigned append_ellipsis(GString *out, bool unicode)
{
    g_string_append(out, unicode ? "\xe2\x80\xa6" : "~");
    return 1;
}

/* Appends glyphs while they and an ellipsis fit; remembers where the ellipsis has to go should
 * the rest not fit. */
static unsigned append_fitting(GString *out, Slice text, unsigned width, bool unicode)
{
    unsigned used = 0;
    unsigned marks = MARKS_MAX;
    gsize cut_at = out->len;
    unsigned cut_used = 0;

    while (text.len > 0) {
        Glyph glyph = glyph_next(text, unicode, &marks);

        if (used + glyph.width > width) {
            g_string_truncate(out, cut_at);
            return cut_used + append_ellipsis(out, unicode);
        }
        g_string_append_len(out, glyph.text, glyph.len);
        used += glyph.width;
        if (used < width) {
            cut_at = out->len;
            cut_used = used;
        }
        text = slice_tail(text, glyph.bytes);
    }
    return used;
}

unsigned terminal_append_cut(GString *out, Slice text, unsigned width, bool unicode)
{
    /* Every column costs a byte at least, so more bytes than this need no look. */
    bool is_short = text.len <= width;

    if (width == 0)
        return 0;
    if (is_short && is_plain(text)) {
        terminal_put(out, (const char *)text.data, text.len);
        return (unsigned)text.len;
    }
    return append_fitting(out, text, width, unicode);
}

void terminal_insert_blanks(GString *out, gsize at, unsigned count)
{
    gsize end = out->len;

    terminal_append_blanks(out, count);
    memmove(out->str + at + count, out->str + at, end - at);
    memset(out->str + at, ' ', count);
}

void terminal_append_blanks(GString *out, unsigned count)
{
    gsize end = out->len;

    if (out->allocated_len - end > count) {
        out->len = end + count;
        out->str[out->len] = '\0';
    } else {
        g_string_set_size(out, end + count);
    }
    memset(out->str + end, ' ', count);
}

void terminal_append_cell(GString *out, Slice text, unsigned width, TerminalAlign align,
                          bool unicode)
{
    gsize start = out->len;
    unsigned used = terminal_append_cut(out, text, width, unicode);

    if (align == TERMINAL_LEFT) {
        terminal_append_blanks(out, width - used);
        return;
    }
    terminal_insert_blanks(out, start, width - used);
}

unsigned terminal_width(Slice text)
{
    unsigned width = 0;
    unsigned marks = 0;

    if (is_plain(text))
        return (unsigned)text.len;
    while (text.len > 0) {
        Glyph glyph = glyph_next(text, true, &marks);

        width += glyph.width;
        text = slice_tail(text, glyph.bytes);
    }
    return width;
}

const char *terminal_tone(TerminalTone tone, bool color)
{
    static const char *const STARTS[] = {
        [TERMINAL_PLAIN] = "",        [TERMINAL_STRONG] = "\x1b[1m",
        [TERMINAL_FAINT] = "\x1b[2m", [TERMINAL_REQUEST] = "\x1b[36m",
        [TERMINAL_GOOD] = "\x1b[32m", [TERMINAL_PENDING] = "\x1b[33m",
        [TERMINAL_BAD] = "\x1b[31m",
    };

    return color ? STARTS[tone] : "";
}

const char *terminal_tone_end(TerminalTone tone, bool color)
{
    return color && tone != TERMINAL_PLAIN ? "\x1b[0m" : "";
}
