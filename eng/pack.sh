#!/usr/bin/env bash
# Packs the program for a machine without network, .NET or Debian's packages, such as a borrowed GPU:
#   eng/pack.sh OUT.tar.xz [MODEL ...]     models by name: minilm, mini, ...
# There: tar xf OUT.tar.xz && atelier-pack/atelier train CONFIG --run DIR; train.sh beside it trains, renders and encodes in the background.
# Needed there: g++, cmake and a libtorch (a Python torch will do); native/torch is built for it at the first start.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/eng/parts.sh"
source "$root/eng/setup.sh"
out=${1:?usage: eng/pack.sh OUT.tar.xz [MODEL ...]}
shift
install_missing codecs embree stamps
find_native_folder codecs && [ -e "$native_folder/libatelier_codecs.so" ] || "$root/eng/build-native.sh" codecs
find_native_folder codecs

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pack="$work/atelier-pack"
mkdir -p "$pack"/{app,lib,models,stamps,eng,native}
find_dotnet
say "publishing the program with its runtime"
"$dotnet" publish "$root/src/Atelier.Cli/Atelier.Cli.csproj" -c Release -r "$(runtime)" --self-contained true -o "$pack/app" \
    -p:ErrorOnDuplicatePublishOutputFiles=false -p:DebugType=none -v q -nologo > "$work/publish.log" 2>&1 ||
    { tail -n 10 "$work/publish.log" >&2; fail "the program did not build"; }
rm -f "$pack"/app/*.xml "$pack"/app/*.pdb

say "collecting libraries, stamps and models"
cp -L "$native_folder/libatelier_codecs.so" "$pack/lib/"
# What the libraries need of Debian, but for the C library and what every system with a compiler has.
for library in "$pack/lib/libatelier_codecs.so" $(compgen -G '/usr/lib/*/libembree3.so.3') $(compgen -G '/usr/lib/*/librsvg-2.so.2'); do
    { echo "$library"; ldd "$library" | awk '$3 ~ /^\// { print $3 }'; } |
        grep -vE '/(libc|libm|libdl|librt|libpthread|libgcc_s|libstdc\+\+|ld-linux[^/]*)\.so' | xargs -r cp -nL -t "$pack/lib"
done
while IFS=$'\t' read -r path _; do
    file="/usr/share/tuxpaint/stamps/$path"
    [[ $path = \#* ]] || [ ! -e "$file" ] || { mkdir -p "$pack/stamps/${path%/*}" && cp "$file" "$pack/stamps/$path"; }
done < "$root/src/Atelier.Diorama/Stamps/stamps.tsv"
cp "$root"/eng/{parts,environment,build-native}.sh "$pack/eng/"
cp "$root/eng/train.sh" "$pack/"
cp -r "$root/native/torch" "$pack/native/"
(cd "$root" && cp --parents models/*/training/*.json "$pack/")
for model in "$@"; do
    [ -d "$root/models/$model" ] || fail "model '$model' was given; allowed: $(cd "$root/models" && echo *)"
    cp -r "$root/models/$model" "$pack/models/"
done

cat > "$pack/atelier" << 'START'
#!/usr/bin/env bash
# Starts the packed program; builds native/torch for the libtorch of this machine once.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
export ATELIER_ROOT=$root ATELIER_STAMPS="$root/stamps"
source "$root/eng/parts.sh"
find_native_folder torch || { echo "atelier: no libtorch; set ATELIER_LIBTORCH, or let python3 find torch" >&2; exit 1; }
[ -e "$native_folder/libatelier_torch.so" ] || "$root/eng/build-native.sh" torch
native_path="$native_folder:$root/lib"
export LD_LIBRARY_PATH="$root/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
source "$root/eng/environment.sh"
exec "$root/app/atelier" "$@"
START
chmod +x "$pack/atelier"
say "compressing"
# In blocks, which newer versions of xz unpack on several cores.
XZ_OPT=-T0 tar -C "$work" --owner=0 --group=0 -cJf "$out.part" atelier-pack
mv "$out.part" "$out"
say "$out, $(du -h "$out" | cut -f1)"
