#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# osip.sh FOLDER: builds libosip2 there with the sanitizers of clang, ready to be linked with a
# fuzz target: FOLDER/libosipparser2.a, FOLDER/include, and a libosip2.pc that leads to them, so
# that tests/fuzz/run fuzzes it with the program:
#
#     PKG_CONFIG_PATH=FOLDER tests/fuzz/run 600 full scan    (where there is no build-fuzz yet)
#
# The source is Debian's (deb-src has to be among apt's sources) unless FOLDER holds a libosip2-*
# already. No test needs it.
set -eu
mkdir -p "$1"
cd "$1"
set -- libosip2-*/
[ -d "$1" ] || { apt-get source --download-only libosip2; tar xf libosip2_*.orig.tar.gz; }
set -- libosip2-*/
mkdir -p "$1/build"
cd "$1/build"
../configure --disable-shared --disable-mt --disable-trace CC=clang \
    CFLAGS='-g -O1 -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined'
make -C src/osipparser2
cd ../..
cp "$1/build/src/osipparser2/.libs/libosipparser2.a" .
cp -r "$1/include" .
cat >libosip2.pc <<END
Name: libosip2
Description: the parser alone, with sanitizers
Version: $(basename "$1" | sed 's/libosip2-//')
Cflags: -I$PWD/include
Libs: $PWD/libosipparser2.a
END
