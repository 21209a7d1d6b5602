/* SPDX-License-Identifier: Apache-2.0
 *
 * The least that any reader of a capture does: libpcap's loop, which looks at every packet's
 * length and nothing else. What sipstory needs is told in multiples of this.
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE];
    uint64_t packets = 0, bytes = 0;
    struct pcap_pkthdr *header;
    const u_char *data;
    pcap_t *pcap;
    int status;

    if (argc != 2) {
        fprintf(stderr, "usage: bare FILE\n");
        return 2;
    }
    pcap = pcap_open_offline(argv[1], error);
    if (!pcap) {
        fprintf(stderr, "bare: %s\n", error);
        return 3;
    }
    while ((status = pcap_next_ex(pcap, &header, &data)) == 1) {
        packets++;
        bytes += header->caplen;
    }
    if (status == PCAP_ERROR)
        fprintf(stderr, "bare: %s\n", pcap_geterr(pcap));
    pcap_close(pcap);
    printf("%" PRIu64 " packets, %" PRIu64 " bytes\n", packets, bytes);
    return status == PCAP_ERROR_BREAK ? 0 : 3;
}
