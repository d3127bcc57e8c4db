#!/usr/bin/env bash
# Installs a Selenium Grid: Java from Debian, the Grid from npm. Does nothing, quietly, where it is already there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

command -v java >/dev/null || "$here/../../scripts/install-packages" "the Selenium Grid of the tests" default-jre-headless
if [ ! -d "$here/node_modules" ]; then
  command -v npm >/dev/null || { echo "error: npm is missing; install Node 20 or newer for the Selenium Grid" >&2; exit 3; }
  npm ci --prefix "$here" --no-audit --no-fund --loglevel=error >&2
fi
