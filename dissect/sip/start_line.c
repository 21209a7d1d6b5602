/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/start_line.h"

#include "dissect/sip/uri.h"

#define VERSION "SIP/2.0"

#define LONGEST_METHOD 9
#define GAPS (BYTE_BIT(' ') | BYTE_BIT('\t'))

static size_t word_len(Slice in)
{
    return slice_span(in, GAPS);
}

static size_t last_word_len(Slice in)
{
    size_t len = 0;

    while (len < in.len && !byte_in(in.data[in.len - len - 1], GAPS))
        len++;
    return len;
}

static bool has_gap(Slice in)
{
    return slice_find(in, ' ') < in.len || slice_find(in, '\t') < in.len;
}

static bool is_version(Slice word)
{
    return slice_is(word, VERSION) || slice_is_nocase(word, VERSION);
}

static bool begins_sip(Slice word)
{
    return slice_begins(word, "SIP/") || slice_is_nocase(slice_head(word, 4), "SIP/");
}

/* The characters of a token (RFC 3261 25.1): a method holds nothing else. */
static bool is_token(Slice word)
{
    for (size_t i = 0; i < word.len; i++) {
        uint8_t byte = word.data[i];
        uint8_t lower = byte | 0x20;

        if ((lower < 'a' || lower > 'z') && (byte < '0' || byte > '9') &&
            (byte == '\0' || !strchr("-.!%*_+`'~", byte)))
            return false;
    }
    return word.len > 0;
}

/* The status if @word is three digits that make one. */
static unsigned status_of(Slice word)
{
    unsigned status = 0;

    if (word.len != 3)
        return 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.data[i] < '0' || word.data[i] > '9')
            return 0;
        status = status * 10 + (word.data[i] - '0');
    }
    return status >= 100 ? status : 0;
}

static bool read_status_line(Slice line, StartLine *out)
{
    Slice version = slice_head(line, word_len(line));
    Slice rest = slice_trim(slice_tail(line, version.len));
    Slice code = slice_head(rest, word_len(rest));

    if (version.len < 5 || version.data[4] < '0' || version.data[4] > '9' || code.len == 0)
        return false;
    *out = (StartLine){
        .status = status_of(code),
        .reason = slice_trim(slice_tail(rest, code.len)),
        .is_broken = !is_version(version) || code.data != version.data + 8,
        .is_version_bad = !is_version(version),
    };
    if (out->status == 0 || out->status > 699)
        out->is_broken = true;
    return true;
}

static bool read_request_line(Slice line, StartLine *out)
{
    Slice trimmed = slice_trim(line);
    Slice word = slice_head(trimmed, word_len(trimmed));
    Slice rest = slice_tail(trimmed, word.len);
    Slice version = slice_tail(rest, rest.len - last_word_len(rest));
    Slice between = slice_head(rest, rest.len - version.len);
    Slice uri = slice_trim(between);
    Method method = method_of(word);

    if (word.data != line.data || !begins_sip(version) ||
        (method == METHOD_OTHER && !is_token(word)))
        return false;
    *out = (StartLine){
        .is_request = true,
        .method = method,
        .method_text = word,
        .uri = uri,
        .is_broken = !is_version(version) || between.len != uri.len + 2 ||
                     trimmed.len != line.len || uri.len == 0 || uri.data[0] == '<' ||
                     has_gap(uri),
        .is_version_bad = !is_version(version),
        .is_uri_bad = uri_is_bad(uri, URI_REQUEST),
    };
    return true;
}

/* "METHOD uri SIP/2.0", of a method that is known. */
static bool usual_request(Slice line, StartLine *out)
{
    size_t end = line.len - strlen(" " VERSION); /* of method and URI */
    size_t word = 0;
    Slice uri;

    if (line.len < 16 || memcmp(line.data + end, " " VERSION, strlen(" " VERSION)) != 0)
        return false;
    while (word < LONGEST_METHOD && line.data[word] > ' ')
        word++;
    uri = slice_of(line.data + word + 1, end - word - 1);
    if (line.data[word] != ' ' || word + 1 >= end || !slice_begins(uri, "sip:") ||
        uri_plain_len(uri, line.data + line.len) != uri.len)
        return false;
    *out = (StartLine){ .is_request = true,
                        .method = method_of(slice_head(line, word)),
                        .method_text = slice_head(line, word),
                        .uri = uri };
    return out->method != METHOD_OTHER;
}

/* The lines as nearly everybody writes them; false for any other. */
static bool read_usual(Slice line, StartLine *out)
{
    unsigned status;

    if (!slice_begins(line, VERSION " "))
        return usual_request(line, out);
    status = status_of(slice_head(slice_tail(line, 8), 3));
    if (status == 0 || status > 699 || line.len < 13 || line.data[11] != ' ' ||
        line.data[12] <= ' ' || line.data[line.len - 1] <= ' ')
        return false;
    *out = (StartLine){ .status = status, .reason = slice_tail(line, 12) };
    return true;
}

bool start_line_read(Slice line, StartLine *out)
{
    if (read_usual(line, out))
        return true;
    if (begins_sip(line))
        return read_status_line(line, out);
    return read_request_line(line, out);
}
