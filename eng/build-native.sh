#!/usr/bin/env bash
# Builds one native part: eng/build-native.sh torch|codecs. The result is build/native/libatelier_PART.so.
# ATELIER_LIBTORCH names a libtorch folder (with include/ and lib/); else Debian's package, else a Python torch.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
part=${1:?usage: eng/build-native.sh torch|codecs}
out="$root/build/native"
work="$root/build/cmake/$part"
args=()
if [ "$part" = torch ] && [ -n "${ATELIER_LIBTORCH:-}" ]; then args+=("-DATELIER_LIBTORCH=$ATELIER_LIBTORCH"); fi
mkdir -p "$out"
cmake -S "$root/native/$part" -B "$work" -DCMAKE_BUILD_TYPE=Release "${args[@]}" > "$out/$part.log" 2>&1 &&
cmake --build "$work" --parallel 2 >> "$out/$part.log" 2>&1 || { echo "native/$part did not build; the log is build/native/$part.log:" >&2; tail -n 15 "$out/$part.log" >&2; exit 1; }
cp "$work/libatelier_$part.so" "$out/libatelier_$part.so.new"
mv "$out/libatelier_$part.so.new" "$out/libatelier_$part.so"
