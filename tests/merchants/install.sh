#!/usr/bin/env bash
# Installs what the two merchants need: zeep from Debian for Python, the soap package from npm for Node. Does nothing,
# quietly, where it is already there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if ! /usr/bin/python3 -c 'import zeep' 2>/dev/null; then
  "$here/../../scripts/install-packages" "the Python merchant" python3-zeep
fi

if [ ! -d "$here/node/node_modules" ]; then
  command -v npm >/dev/null || { echo "error: npm is missing; install Node 20 or newer for the Node merchant" >&2; exit 3; }
  npm ci --prefix "$here/node" --no-audit --no-fund --loglevel=error >&2
fi
