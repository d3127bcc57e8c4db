#!/bin/sh
# Draws the posters' PNG files from their SVG files: twice the largest width at which the shop shows them (240 CSS
# pixels), and a small one for the defect that forgets Retina screens.
set -eu
cd "$(dirname "$0")"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
for id in 5 7 9; do
  for size in "480 720 poster-$id.png" "84 126 poster-$id-small.png"; do
    set -- $size
    printf '<body style="margin:0"><img src="file://%s/poster-%s.svg" width="%s" height="%s" style="display:block">' \
      "$PWD" "$id" "$1" "$2" >"$profile/poster.html"
    TMPDIR="$profile" chromium-headless-shell --no-sandbox --disable-gpu --hide-scrollbars \
      --user-data-dir="$profile" --window-size="$1,$2" --screenshot="$PWD/$3" "file://$profile/poster.html" 2>/dev/null
  done
done
