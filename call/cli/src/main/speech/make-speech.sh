#!/bin/sh
# Makes the two recordings that the demo speaks: alice.ogg and bob.ogg, about ten seconds each, Ogg Opus, 48 kHz mono.
# The same versions of the tools make the same files again (sox -R: the dither is repeatable).
# Needs espeak-ng, sox and opus-tools. The texts and voices are in alice.txt and bob.txt: each line is "voice|speed|pitch|text".
# Run it in its own folder; it writes into the CLI's resources.
set -eu
cd "$(dirname "$0")"
out=../resources/org/vivavoce/cli/speech
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

for who in alice bob; do
  n=0
  files=
  while IFS='|' read -r voice speed pitch text; do
    case "$voice" in '' | '#'*) continue ;; esac
    n=$((n + 1))
    espeak-ng -v "$voice" -s "$speed" -p "$pitch" -w "$work/raw.wav" "$text"
    # To 48 kHz; pauses are cut down to a fifth of a second, and every voice brought to the same level.
    sox -R "$work/raw.wav" -r 48000 -c 1 -b 16 "$work/$who-$n.wav" \
      silence -l 1 0.02 0.5% -1 0.2 0.5% gain -n -3
    files="$files $work/$who-$n.wav"
  done < "$who.txt"
  # The peaks are taken down a little, so that -20 dBFS on average leaves room above.
  # shellcheck disable=SC2086 # the list is ours
  sox -R $files "$work/$who-joined.wav" highpass 60 compand 0.002,0.05 6:-50,-50,-24,-20,-6,-12,0,-9
  rms=$(sox "$work/$who-joined.wav" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 }')
  sox -R "$work/$who-joined.wav" "$work/$who.wav" \
    gain "$(awk -v rms="$rms" 'BEGIN { print -20 - rms }')" fade t 0.01 -0 0.02
  # A fixed serial number and no comments: the same input gives the same file.
  opusenc --quiet --bitrate 48 --vbr --serial 1 --discard-comments "$work/$who.wav" "$out/$who.ogg"
  sox --i "$work/$who.wav"
  sox "$work/$who.wav" -n stats 2>&1 | grep -E '^(RMS lev|Pk lev|Length)'
  ls -l "$out/$who.ogg"
done
