#!/bin/bash
# Runs inside a bare root (check_deb.sh puts it there): the packages, and the same once more as the next version.
set -euo pipefail
cd
git clone -q /tmp/pay200.bundle pay200
cd pay200
time make deb
DEB_VERSION=$(head -n 1 VERSION)+next deploy/make_deb.sh build/release build/deb
