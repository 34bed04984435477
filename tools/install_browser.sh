#!/bin/sh
# Have a Chromium for tests/browser: as root on Debian install it, elsewhere leave the machine alone.
# The tests print why they skip when there is none; .ci/run makes such a skip a failure.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
    echo "lienvung: installing Chromium for the browser tests"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
    echo "lienvung: no Chromium here; the browser tests will be skipped (apt-get install chromium)"
fi
