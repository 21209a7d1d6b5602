/* SPDX-License-Identifier: Apache-2.0
 *
 * A file line by line: each begins with a keyword, a role or "%%".
 */
#include "flows/template_read.h"

#include <string.h>

#include "flows/nearest.h"
#include "flows/template_blocks.h"
#include "flows/template_comment.h"
#include "flows/template_include.h"
#include "flows/template_label.h"
#include "flows/template_text.h"

#define LINE_BYTES_MAX 4096
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* A line as its keyword's function gets it: @cursor is behind the keyword, @begin at it. */
typedef struct Line {
    Reading *reading;
    Frame *frame;
    Cursor *cursor;
    const Cursor *begin;
    PartKind kind; /* of a block */
} Line;

typedef struct Keyword {
    const char *word;
    bool (*read)(Line *line, GError **error);
    PartKind kind;
} Keyword;

/* Mermaid's other words, which would be taken for a role's name. */
static const char *const MEANINGLESS[] = {
    "critical", "option",   "break", "rect",  "box",     "activate",   "deactivate", "create",
    "destroy",  "par_over", "link",  "links", "details", "properties", "accTitle",   "accDescr",
};

/* Mermaid's arrows, those first that begin as another one. */
static const char *const ARROWS[] = { "<<-->>", "<<->>", "-->>", "->>", "-->",
                                      "->",     "--x",   "-x",   "--)", "-)" };

static bool want_end(Line *line, GError **error)
{
    return !cursor_skip_blanks(line->cursor) ||
           cursor_fault(line->cursor, line->cursor->at, error,
                        "nothing may stand behind '%.*s'",
                        (int)strcspn(line->begin->at, CURSOR_BLANKS), line->begin->at);
}

static bool read_header(Line *line, GError **error)
{
    if (line->frame->has_begun)
        return cursor_fault(line->begin, line->begin->at, error,
                            "the diagram has begun before");
    line->frame->has_begun = true;
    return want_end(line, error);
}

static bool read_actor(Line *line, GError **error)
{
    return template_frame_declare(line->frame, line->cursor, true, error);
}

static bool read_participant(Line *line, GError **error)
{
    return template_frame_declare(line->frame, line->cursor, false, error);
}

static bool read_title(Line *line, GError **error)
{
    Template *flow = line->reading->flow;

    if (cursor_take(line->cursor, ":") && !cursor_is_at_gap(line->cursor))
        return cursor_fault(line->cursor, line->cursor->at, error,
                            "Mermaid wants a blank here: 'title: TEXT'");
    if (!cursor_skip_blanks(line->cursor))
        return cursor_fault(line->cursor, line->cursor->at, error, "a text is missing here");
    if (!template_text_check(line->cursor, error))
        return false;
    if (line->frame->outer)
        return true;
    if (flow->title)
        return cursor_fault(line->begin, line->begin->at, error, "a second title");
    flow->title = template_text_decode(line->cursor);
    return true;
}

/* Mermaid numbers the arrows it draws; "%% step" is what counts here. Its grammar wants spaces
 * before a word and nothing behind the last one. */
static bool read_autonumber(Line *line, GError **error)
{
    Cursor *cursor = line->cursor;
    bool is_good = !*cursor->at;

    for (unsigned numbers = 0; !is_good && numbers < 2 && *cursor->at == ' '; numbers++) {
        cursor->at += strspn(cursor->at, " ");
        if (numbers > 0 || !cursor_take(cursor, "off"))
            g_free(cursor_take_all(cursor, "0123456789"));
        is_good = !*cursor->at && cursor->at[-1] != ' ';
    }
    return is_good || cursor_fault(cursor, cursor->at, error,
                                   "only numbers or 'off' may stand behind 'autonumber'");
}

static bool read_block(Line *line, GError **error)
{
    return template_text_check(line->cursor, error) &&
           template_blocks_open(line->reading, line->frame, line->begin, line->kind, error);
}

static bool read_branch(Line *line, GError **error)
{
    return template_text_check(line->cursor, error) &&
           template_blocks_branch(line->reading, line->frame, line->begin, line->kind, error);
}

static bool read_end(Line *line, GError **error)
{
    return want_end(line, error) &&
           template_blocks_close(line->reading, line->frame, line->begin, error);
}

/* The roles of "Note over A,B:" and the like, and whether it may be an include. */
static bool read_note_place(Line *line, bool *is_over, GError **error)
{
    Cursor *cursor = line->cursor;
    char role;

    (void)cursor_skip_blanks(cursor);
    *is_over = cursor_take(cursor, "over");
    if ((!*is_over && !cursor_take(cursor, "left of") && !cursor_take(cursor, "right of")) ||
        !cursor_is_at_gap(cursor))
        return cursor_fault(cursor, cursor->at, error,
                            "expected 'over', 'left of' or 'right of'");
    (void)cursor_skip_blanks(cursor);
    if (!template_frame_role(line->frame, cursor, true, &role, error))
        return false;
    (void)cursor_skip_blanks(cursor);
    if (*is_over && cursor_take(cursor, ",")) {
        (void)cursor_skip_blanks(cursor);
        if (!template_frame_role(line->frame, cursor, true, &role, error))
            return false;
        (void)cursor_skip_blanks(cursor);
    }
    return cursor_take(cursor, ":") ||
           cursor_fault(cursor, cursor->at, error, "expected ':' and the text of the note");
}

static bool read_note(Line *line, GError **error)
{
    Cursor *cursor = line->cursor;
    bool is_over;

    if (!read_note_place(line, &is_over, error))
        return false;
    (void)cursor_skip_blanks(cursor);
    if (!template_text_check(cursor, error))
        return false;
    if (!is_over || !cursor_take(cursor, "include") || !cursor_is_at_gap(cursor))
        return true;
    (void)cursor_skip_blanks(cursor);
    return template_include_read(line->reading, line->frame, cursor, error);
}

static const Keyword KEYWORDS[] = {
    { "sequenceDiagram", read_header, 0 },
    { "actor", read_actor, 0 },
    { "participant", read_participant, 0 },
    { "title", read_title, 0 },
    { "autonumber", read_autonumber, 0 },
    { "Note", read_note, 0 },
    { "note", read_note, 0 },
    { "opt", read_block, PART_OPT },
    { "alt", read_block, PART_ALT },
    { "else", read_branch, PART_ALT },
    { "loop", read_block, PART_LOOP },
    { "par", read_block, PART_PAR },
    { "and", read_branch, PART_PAR },
    { "end", read_end, 0 },
};

static const Keyword *keyword_at(const char *word, size_t len)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(KEYWORDS); i++)
        if (*word == *KEYWORDS[i].word && strncmp(word, KEYWORDS[i].word, len) == 0 &&
            !KEYWORDS[i].word[len])
            return &KEYWORDS[i];
    return NULL;
}

static bool not_understood(const Cursor *begin, size_t len, GError **error)
{
    g_autofree char *word = g_strndup(begin->at, len);
    const char *names[G_N_ELEMENTS(KEYWORDS) + 1] = { NULL };
    g_autofree char *hint = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(MEANINGLESS); i++)
        if (g_str_equal(word, MEANINGLESS[i]))
            return cursor_fault(begin, begin->at, error,
                                "Mermaid's '%s' has no meaning in a flow", word);
    for (unsigned i = 0; i < G_N_ELEMENTS(KEYWORDS); i++)
        names[i] = KEYWORDS[i].word;
    hint = nearest_hint(word, names);
    return cursor_fault(begin, begin->at, error,
                        "this is no arrow, block, note or declaration%s", hint);
}

/* "->>" or "-->>" */
static bool read_arrow(Cursor *cursor, bool *is_response, GError **error)
{
    const char *begin = cursor->at;
    unsigned i = 0;

    while (i < G_N_ELEMENTS(ARROWS) && !cursor_take(cursor, ARROWS[i]))
        i++;
    if (i == G_N_ELEMENTS(ARROWS))
        return cursor_fault(cursor, begin, error,
                            "an arrow is '->>' for a request and '-->>' for a response");
    *is_response = g_str_equal(ARROWS[i], "-->>");
    if (!*is_response && !g_str_equal(ARROWS[i], "->>"))
        return cursor_fault(cursor, begin, error,
                            "Mermaid's '%s' has no meaning in a flow: an arrow is '->>' for a "
                            "request and '-->>' for a response",
                            ARROWS[i]);
    if (*cursor->at == '+' || *cursor->at == '-')
        return cursor_fault(cursor, cursor->at, error,
                            "Mermaid's activation '%c' has no meaning in a flow", *cursor->at);
    return true;
}

/* "A->>P:", up to the colon. */
static bool read_hop(const Frame *frame, Cursor *cursor, Step *step, bool *is_response,
                     GError **error)
{
    const char *begin;

    if (!template_frame_role(frame, cursor, true, &step->from, error))
        return false;
    (void)cursor_skip_blanks(cursor);
    if (!read_arrow(cursor, is_response, error))
        return false;
    (void)cursor_skip_blanks(cursor);
    begin = cursor->at;
    if (!template_frame_role(frame, cursor, true, &step->to, error))
        return false;
    if (step->from == step->to)
        return cursor_fault(cursor, begin, error, "an arrow from %c to itself", step->to);
    (void)cursor_skip_blanks(cursor);
    return cursor_take(cursor, ":") ||
           cursor_fault(cursor, cursor->at, error,
                        "expected ':' and a label, as in 'A->>P: INVITE'");
}

static bool read_step(Line *line, GError **error)
{
    Reading *reading = line->reading;
    Frame *frame = line->frame;
    Part *part;
    Step *step;
    bool is_response = false;

    if (reading->steps->len == TEMPLATE_STEPS_MAX)
        return cursor_fault(line->begin, line->begin->at, error, "more than %d arrows",
                            TEMPLATE_STEPS_MAX);
    g_array_set_size(reading->steps, reading->steps->len + 1);
    step = &g_array_index(reading->steps, Step, reading->steps->len - 1);
    if (!read_hop(frame, line->cursor, step, &is_response, error) ||
        !template_label_parse(line->cursor, is_response, step, error))
        return false;
    step->from = template_frame_bound(frame, step->from);
    step->to = template_frame_bound(frame, step->to);
    step->call = frame->call ? frame->call : step->call;
    step->number = template_frame_number(reading, frame);
    step->phase = frame->phase;
    part = template_sequence_add(template_blocks_sequence(frame), PART_STEP);
    part->step = reading->steps->len - 1;
    return true;
}

/* True if an arrow may stand behind the word at the cursor. */
static bool is_step(Cursor cursor)
{
    cursor.at += strcspn(cursor.at, CURSOR_BLANKS "-<");
    (void)cursor_skip_blanks(&cursor);
    return *cursor.at == '-' || *cursor.at == '<';
}

static bool read_element(Line *line, GError **error)
{
    Cursor *cursor = line->cursor;
    const size_t len = cursor_word_length(cursor);
    const Keyword *keyword = keyword_at(cursor->at, len);
    bool is_word;

    cursor->at += len;
    is_word = cursor_is_at_gap(cursor) ||
              (keyword && keyword->read == read_title && *cursor->at == ':');
    if (!line->frame->has_begun && !(keyword && keyword->read == read_header))
        return cursor_fault(cursor, line->begin->at, error,
                            "a flow begins with the line 'sequenceDiagram'");
    if (keyword && is_word) {
        line->kind = keyword->kind;
        return keyword->read(line, error);
    }
    if (!is_step(*line->begin))
        return not_understood(line->begin, len, error);
    *cursor = *line->begin;
    return read_step(line, error);
}

/* Where the line has something else than printable ASCII. */
static const char *first_odd(const char *line)
{
    while ((*line >= ' ' && *line <= '~') || *line == '\t')
        line++;
    return line;
}

static bool check_bytes(Cursor *cursor, GError **error)
{
    const char *odd = first_odd(cursor->line);
    const char *end = NULL;

    if (!g_utf8_validate(odd, -1, &end))
        return cursor_fault(cursor, end, error, "this is not UTF-8");
    if (strlen(cursor->line) > LINE_BYTES_MAX)
        return cursor_fault(cursor, cursor->line, error, "a line of more than %d bytes",
                            LINE_BYTES_MAX);
    for (; *odd; odd = g_utf8_next_char(odd))
        if (*odd != '\t' && g_unichar_iscntrl(g_utf8_get_char(odd)))
            return cursor_fault(cursor, odd, error, "a control character");
    return true;
}

static bool read_line(Reading *reading, Frame *frame, const char *text, GError **error)
{
    Cursor cursor = { text, text };
    Cursor begin;
    Line line = { reading, frame, &cursor, &begin, 0 };
    const char *directive = strstr(text, "%%{"); /* Mermaid finds them in comments too */

    if (!check_bytes(&cursor, error))
        return false;
    if (directive)
        return cursor_fault(&cursor, directive, error,
                            "Mermaid's directive '%%%%{' has no meaning in a flow");
    if (!cursor_skip_blanks(&cursor))
        return true;
    begin = cursor;
    if (cursor_take(&cursor, "%%"))
        return template_comment_read(reading, frame, &cursor, error);
    return read_element(&line, error);
}

/* @text is cut into its lines. */
static bool read_lines(Reading *reading, Frame *frame, char *text, GError **error)
{
    const unsigned before = reading->steps->len;
    const Cursor nothing = { "", "" };

    for (frame->line = 1; text; frame->line++) {
        char *line = text;
        char *end = strchr(line, '\n');

        text = end ? end + 1 : NULL;
        if (end)
            *end = '\0';
        else
            end = line + strlen(line);
        if (end > line && end[-1] == '\r')
            end[-1] = '\0';
        if (!read_line(reading, frame, line, error))
            return false;
    }
    if (!template_blocks_finish(frame, error))
        return false;
    if (reading->steps->len > before)
        return true;
    frame->line = 1;
    return cursor_fault(&nothing, nothing.at, error, "a flow without any arrow");
}

bool template_read(Reading *reading, Frame *frame, const char *text, GError **error)
{
    g_autofree char *copy = NULL;

    if (g_str_has_prefix(text, BYTE_ORDER_MARK))
        text += strlen(BYTE_ORDER_MARK);
    if (strlen(text) > TEMPLATE_BYTES_MAX) {
        g_set_error(error, TEMPLATE_ERROR, 0, "%s:1:1: more than %d bytes", frame->path,
                    TEMPLATE_BYTES_MAX);
        reading->is_located = true;
        return false;
    }
    copy = g_strdup(text);
    if (read_lines(reading, frame, copy, error))
        return true;
    if (!reading->is_located)
        g_prefix_error(error, "%s:%u:", frame->path, frame->line);
    reading->is_located = true;
    return false;
}
