#!/usr/bin/env bash
# Installs what backend and screens are measured beside, as package-lock.json pins it. Does nothing where it is already there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [ ! -d "$here/node_modules/playwright-core" ] || [ ! -d "$here/node_modules/soap" ]; then
  command -v npm >/dev/null || { echo "error: npm is missing; install Node 20 or newer" >&2; exit 3; }
  npm ci --prefix "$here" --no-audit --no-fund --ignore-scripts --loglevel=error >&2
fi
