/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/unread.h"

#include "tests/unit/wire.h"

/* A phone, whose port is high, and its server. */
static const Segment TO_SERVER = {
    .src = { .address = { 192, 0, 2, 1 }, .port = 40000, .version = 4 },
    .dst = { .address = { 192, 0, 2, 2 }, .port = 5061, .version = 4 },
};
static const Segment FROM_SERVER = {
    .src = { .address = { 192, 0, 2, 2 }, .port = 5061, .version = 4 },
    .dst = { .address = { 192, 0, 2, 1 }, .port = 40000, .version = 4 },
};
static const Segment ELSEWHERE = {
    .src = { .address = { 192, 0, 2, 1 }, .port = 40000, .version = 4 },
    .dst = { .address = { 192, 0, 2, 2 }, .port = 9060, .version = 4 },
};

typedef bool (*Recognise)(Slice payload, const Segment *segment, Unread *out);

static void assert_found(Recognise recognise, Slice payload, const Segment *segment,
                         Anomaly anomaly, const Endpoint *server)
{
    Unread unread;

    g_assert_true(recognise(payload, segment, &unread));
    g_assert_cmpint(unread.anomaly, ==, anomaly);
    g_assert_true(endpoint_equals(&unread.server, server));
}

/* The first @needed bytes of @payload are enough and none of them can be missed. */
static void assert_needs(Recognise recognise, Slice payload, size_t needed)
{
    for (size_t len = 0; len <= payload.len; len++) {
        g_autofree uint8_t *copy = g_malloc(len);
        Unread unread;

        if (len > 0)
            memcpy(copy, payload.data, len);
        g_assert_cmpint(recognise(slice_of(copy, len), &TO_SERVER, &unread), ==, len >= needed);
    }
}

static bool is_unread(Slice payload, const Segment *segment)
{
    Unread unread;

    return unread_datagram(payload, segment, &unread) ||
           unread_stream(payload, segment, &unread);
}

static void tls_is_known_by_its_record(void)
{
    Slice client_hello = WIRE(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3);
    Slice server_hello = WIRE(0x16, 3, 3, 0, 80, 2, 0, 0, 76);
    Slice data = WIRE(0x17, 3, 3, 0x40, 0x10, 0x99, 1, 2);

    assert_found(unread_stream, client_hello, &TO_SERVER, ANOMALY_TLS, &TO_SERVER.dst);
    assert_found(unread_stream, client_hello, &FROM_SERVER, ANOMALY_TLS, &FROM_SERVER.dst);
    assert_found(unread_stream, server_hello, &FROM_SERVER, ANOMALY_TLS, &TO_SERVER.dst);
    assert_found(unread_stream, data, &TO_SERVER, ANOMALY_TLS, &TO_SERVER.dst);
    assert_found(unread_stream, data, &FROM_SERVER, ANOMALY_TLS, &TO_SERVER.dst);
    assert_needs(unread_stream, client_hello, 6);
}

static void records_that_cannot_be_are_no_tls(void)
{
    g_assert_false(is_unread(WIRE(0x16, 3, 5, 2, 0, 1), &TO_SERVER));
    g_assert_false(is_unread(WIRE(0x16, 3, 1, 0, 0, 1), &TO_SERVER));
    g_assert_false(is_unread(WIRE(0x16, 3, 1, 0x48, 1, 1), &TO_SERVER));
    g_assert_false(is_unread(WIRE(0x19, 3, 1, 1, 0, 1), &TO_SERVER));
    g_assert_false(is_unread(WIRE(0x16, 3, 1, 1, 0, 77), &TO_SERVER));
}

static void dtls_is_known_by_its_record(void)
{
    Slice client_hello = WIRE(0x16, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0);
    Slice data = WIRE(0x17, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, 0, 2, 0x99, 0x99);

    assert_found(unread_datagram, client_hello, &ELSEWHERE, ANOMALY_DTLS, &ELSEWHERE.dst);
    assert_found(unread_datagram, client_hello, &FROM_SERVER, ANOMALY_DTLS, &FROM_SERVER.dst);
    assert_found(unread_datagram, data, &FROM_SERVER, ANOMALY_DTLS, &FROM_SERVER.src);
    assert_needs(unread_datagram, client_hello, 14);
    g_assert_false(
        is_unread(WIRE(0x16, 0xfe, 0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1), &TO_SERVER));
}

static void sigcomp_is_known_on_a_port_of_sip(void)
{
    Slice state = WIRE(0xf9, 1, 2, 3, 4, 5, 6, 0x99);                /* 6 bytes of state */
    Slice code = WIRE(0xf8, 0, 0x41, 1, 2, 3, 4, 0x99);              /* 4 bytes of code */
    Slice feedback = WIRE(0xfd, 0x82, 1, 2, 1, 2, 3, 4, 5, 6, 0x99); /* and state */

    assert_found(unread_datagram, state, &TO_SERVER, ANOMALY_SIGCOMP, &TO_SERVER.dst);
    assert_found(unread_datagram, code, &FROM_SERVER, ANOMALY_SIGCOMP, &FROM_SERVER.src);
    assert_found(unread_stream, feedback, &TO_SERVER, ANOMALY_SIGCOMP, &TO_SERVER.dst);
    assert_needs(unread_datagram, state, 7);
    assert_needs(unread_datagram, code, 7);
    assert_needs(unread_datagram, feedback, 10);
}

static void what_only_begins_like_sigcomp_is_not(void)
{
    g_assert_false(is_unread(WIRE(0xf9, 1, 2, 3, 4, 5, 6, 0x99), &ELSEWHERE));
    g_assert_false(is_unread(WIRE(0xff, 0xff, 0xff, 0xff), &TO_SERVER));
    g_assert_false(is_unread(WIRE(0xff), &TO_SERVER));
    g_assert_false(is_unread(WIRE(0xf8, 0, 0x40, 1, 2, 3, 4, 5), &TO_SERVER));
    g_assert_false(is_unread(WIRE(0xf8, 0, 0x01, 1, 2, 3, 4, 5), &TO_SERVER));
}

static void hep_is_known_by_its_header(void)
{
    Slice three = WIRE('H', 'E', 'P', '3', 0, 20, 0, 0, 0, 1, 0, 7, 2);
    Slice two = WIRE(2, 16, 2, 17, 0x13, 0xc4, 0x13, 0xc4, 192, 0, 2, 1, 192, 0, 2, 2, 1);

    assert_found(unread_datagram, three, &ELSEWHERE, ANOMALY_HEP, &ELSEWHERE.dst);
    assert_found(unread_stream, three, &ELSEWHERE, ANOMALY_HEP, &ELSEWHERE.dst);
    assert_found(unread_datagram, two, &ELSEWHERE, ANOMALY_HEP, &ELSEWHERE.dst);
    assert_needs(unread_datagram, three, 6);
    assert_needs(unread_datagram, two, 17);
    g_assert_false(
        is_unread(WIRE(2, 16, 9, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), &ELSEWHERE));
}

static void sip_rtp_and_stun_are_something_else(void)
{
    static const char *const TEXTS[] = { "HEAD / HTTP/1.1\r\n", "SIP/2.0 200 OK\r\n",
                                         "INVITE sip:a@b SIP/2.0\r\n", "\r\n\r\n", "" };

    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        g_assert_false(is_unread(slice_text(TEXTS[i]), &TO_SERVER));
    g_assert_false(is_unread(WIRE(0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), &TO_SERVER));
    g_assert_false(is_unread(WIRE(0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4), &TO_SERVER));
    g_assert_false(is_unread(WIRE(1, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4), &TO_SERVER));
}

static void random_bytes_are_hardly_ever_recognised(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(5061);
    unsigned taken = 0;

    for (unsigned packet = 0; packet < 200000; packet++) {
        uint32_t words[16];

        for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
            words[i] = g_rand_int(rand);
        taken += is_unread(slice_of(words, sizeof words), &ELSEWHERE);
    }
    g_assert_cmpuint(taken, <=, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/unread/tls_is_known_by_its_record", tls_is_known_by_its_record);
    g_test_add_func("/unread/records_that_cannot_be_are_no_tls",
                    records_that_cannot_be_are_no_tls);
    g_test_add_func("/unread/dtls_is_known_by_its_record", dtls_is_known_by_its_record);
    g_test_add_func("/unread/sigcomp_is_known_on_a_port_of_sip",
                    sigcomp_is_known_on_a_port_of_sip);
    g_test_add_func("/unread/what_only_begins_like_sigcomp_is_not",
                    what_only_begins_like_sigcomp_is_not);
    g_test_add_func("/unread/hep_is_known_by_its_header", hep_is_known_by_its_header);
    g_test_add_func("/unread/sip_rtp_and_stun_are_something_else",
                    sip_rtp_and_stun_are_something_else);
    g_test_add_func("/unread/random_bytes_are_hardly_ever_recognised",
                    random_bytes_are_hardly_ever_recognised);
    return g_test_run();
}
