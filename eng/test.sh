#!/usr/bin/env bash
# Builds everything and runs every test project: eng/test.sh test [--all]. The last line is 'N passed, N failed'.
# Where recorded cases lie beside the checkout (../shared/goldens), they are verified as well.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/eng/parts.sh"
source "$root/eng/setup.sh"
filter=(--filter-not-trait Category=Slow)
for word in "$@"; do
    case $word in
        test | --json | --quiet | -q) ;;
        --all) filter=() ;;
        *) say "test: '$word' was given; allowed: --all" && exit 2 ;;
    esac
done

cd "$root"
lock_set_up
trap 'exit 130' INT TERM
install_missing $(parts_of test)
for part in torch codecs; do build_part "$part"; done
for part in torch codecs; do "$root/eng/build-native.sh" "$part" 9>&-; done
find_dotnet
say "building"
"$dotnet" build -c Release -v q -nologo 9>&- > build/test-build.log 2>&1 ||
    { grep -E 'error' build/test-build.log | sort -u | head -n 20 >&2; say "the build failed; the log is build/test-build.log"; echo "0 passed, 1 failed"; exit 1; }
unlock_set_up
is_ready / "$(parts_of test)" "" || true
source "$root/eng/environment.sh"

passed=0 failed=0 skipped=0
# Adds the figure behind a label of the runner's summary to a total.
figure() { awk -v label="$1:" '$1 == label { value = $2 } END { print value + 0 }' "$log"; }

mkdir -p build/tests
for project in tests/*.Tests; do
    name=${project##*/}
    log="build/tests/$name.log"
    start=$SECONDS code=0
    "artifacts/bin/$name/release/$name" --no-ansi --progress off --ignore-exit-code 8 "${filter[@]}" > "$log" 2>&1 || code=$?
    good=$(figure succeeded) bad=$(figure failed) left=$(figure skipped)
    # A runner that dies has no summary: that is a failure too.
    if [ "$code" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    if [ "$bad" != 0 ]; then cat "$log"; fi
    printf '%-28s %5d passed %3d failed %3d skipped  %4d s\n' "$name" "$good" "$bad" "$left" $((SECONDS - start))
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
done

if [ -d ../shared/goldens ]; then
    log=build/tests/verify.log
    start=$SECONDS code=0
    artifacts/bin/Atelier.Cli/release/atelier verify ../shared/goldens --quiet > "$log" 2>&1 || code=$?
    good=$(awk '/ cases passed, / { print $1 }' "$log") bad=$(awk '/ cases passed, / { print $4 }' "$log")
    if [ "$code" != 0 ] && [ "${bad:-0}" = 0 ]; then bad=1; fi
    if [ "$code" != 0 ]; then cat "$log"; fi
    unknown=$(grep -c '^unknown component' "$log" || true)
    printf '%-28s %5d passed %3d failed %3d components unknown  %4d s\n' 'verify ../shared/goldens' "${good:-0}" "${bad:-0}" "$unknown" $((SECONDS - start))
    passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0}))
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
