#!/usr/bin/env bash
# Builds one native part: eng/build-native.sh torch|codecs. The library goes to build/native/PART-KEY, where the key
# stands for its source and, for torch, the libtorch it was built for; build/native/libatelier_PART.so links to it.
# ATELIER_LIBTORCH names a libtorch folder (with include/ and lib/); else Debian's package, else a Python torch.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/eng/parts.sh"
part=${1:?usage: eng/build-native.sh torch|codecs}
find_native_folder "$part" || { echo "no libtorch: install libtorch-dev, or set ATELIER_LIBTORCH to a folder with include/ and lib/" >&2; exit 1; }
folder=$native_folder
library="libatelier_$part.so"
mkdir -p "$folder"
exec 7> "$folder/.lock"
flock 7
if [ ! -e "$folder/$library" ]; then
    work="$root/build/cmake/${folder##*/}"
    args=(-DCMAKE_BUILD_TYPE=Release)
    command -v make > /dev/null || ! command -v ninja > /dev/null || args+=(-G Ninja)
    if [ "$part" = torch ] && [ -n "$torch_home" ]; then args+=("-DATELIER_LIBTORCH=$torch_home" "-DATELIER_ORIGIN=$torch_origin"); fi
    build() { cmake -S "$root/native/$part" -B "$work" "${args[@]}" "$@" && cmake --build "$work" --parallel "$(env -u OMP_NUM_THREADS nproc)"; }
    # Collectives need headers (Gloo's, NCCL's, CUDA's) that may be there and still not fit: one process does without them.
    { build || { [ "$part" = torch ] && build -DATELIER_DISTRIBUTED=OFF; }; } > "$folder/build.log" 2>&1 7>&- ||
        { echo "native/$part did not build; the log is $folder/build.log:" >&2; tail -n 15 "$folder/build.log" >&2; exit 1; }
    cp "$work/$library" "$folder/$library.part"
    mv "$folder/$library.part" "$folder/$library"
fi
ln -sfn "${folder##*/}/$library" "$root/build/native/$library.link"
mv -T "$root/build/native/$library.link" "$root/build/native/$library"
