#!/bin/sh
# Have what tests/faults needs of the system: as root on Debian install it, elsewhere leave the machine alone.
# The tests print why they skip when something is missing; .ci/run makes such a skip a failure.
set -eu
missing=""
for programme in strace ip nft tc fusermount3; do
    command -v "$programme" >/dev/null 2>&1 || missing="$missing $programme"
done
ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || missing="$missing libfaketime"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
    echo "lienvung: installing what the fault tests need:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends strace iproute2 nftables fuse3 libfaketime >/dev/null
else
    echo "lienvung: the fault tests that need$missing will be skipped (apt-get install strace iproute2 nftables fuse3 libfaketime)"
fi
