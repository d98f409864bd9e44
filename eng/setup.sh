# Installs and builds what is missing. Safe to interrupt: everything is made beside its place and renamed.
# shellcheck shell=bash

say() { echo "atelier: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

# One set-up at a time in this checkout; a second one waits for the first and then finds its work done.
lock_set_up() {
    { mkdir -p "$root/build/app" && exec 9> "$root/build/.lock"; } 2> /dev/null ||
        fail "this command needs something built, and $root cannot be written; use a checkout that you may write, or build it there as its owner"
    flock -n 9 || { say "another set-up is at work here; waiting for it" && flock 9; }
}

unlock_set_up() { exec 9>&-; }

# Installs the packages that parts lack.
install_missing() {
    local part packages=()
    for part in "$@"; do mapfile -t -O ${#packages[@]} packages < <(lacks "$part"); done
    [ ${#packages[@]} -gt 0 ] || return 0
    local names=("${packages[@]}") as_root=()
    if ! command -v apt-get > /dev/null; then
        fail "missing here: ${names[*]} (Debian's names). Install them with this system's package manager, then start again."
    fi
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo > /dev/null && { [ -t 0 ] || sudo -n true 2> /dev/null; }; then
            as_root=(sudo)
        else
            fail "missing here: ${names[*]}. Run once: sudo apt-get install --no-install-recommends ${names[*]}"
        fi
    fi
    say "installing ${names[*]}"
    local log="$root/build/install.log"
    mkdir -p "$root/build"
    install_packages > "$log" 2>&1 ||
        { "${as_root[@]}" dpkg --configure -a && "${as_root[@]}" apt-get -q update && install_packages; } >> "$log" 2>&1 ||
        { tail -n 5 "$log" >&2 && fail "apt-get could not install ${names[*]}; the whole log is $log"; }
}

install_packages() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends "${names[@]}" < /dev/null
}

find_dotnet() {
    dotnet=$(command -v dotnet) || for dotnet in "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet; do
        [ ! -x "$dotnet" ] || break
    done
    [ -x "$dotnet" ] || fail "the .NET SDK is missing; install version 10 or later from https://dotnet.microsoft.com/download"
    # A first use must not depend on a home folder.
    [ -w "${HOME:-/nonexistent}" ] || export DOTNET_CLI_HOME="$root/build/home" NUGET_PACKAGES="$root/build/nuget"
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
}

# Publishes the program to $1: compiled ahead of time where the compiler package can be had, which starts faster.
build_app() {
    local app=$1 log="$root/build/app/build.log"
    find_dotnet
    say "building the program (once for this version of the source)"
    publish_app "$app.part" -p:PublishReadyToRun=true > "$log" 2>&1 ||
        publish_app "$app.part" >> "$log" 2>&1 ||
        { grep -m 5 'error' "$log" >&2 || tail -n 10 "$log" >&2; fail "the program did not build; the whole log is $log"; }
    rm -rf "$app"
    mv "$app.part" "$app"
    remove_old_apps "$app"
}

publish_app() {
    rm -rf "$1"
    "$dotnet" publish "$root/src/Atelier.Cli/Atelier.Cli.csproj" -c Release -o "$1" --self-contained false -r "$(runtime)" \
        -p:ErrorOnDuplicatePublishOutputFiles=false -v q "${@:2}" 9>&-
}

runtime() {
    case $(uname -m) in
        aarch64) echo linux-arm64 ;;
        *) echo linux-x64 ;;
    esac
}

# Removes earlier builds that no running program holds.
remove_old_apps() {
    local lock
    for lock in "$root"/build/app/*.lock; do
        [ "$lock" != "$1.lock" ] && [ -e "$lock" ] && flock -n "$lock" rm -rf "${lock%.lock}" "$lock" || true
    done
}

# set_up APP "needed parts" "wished parts"
set_up() {
    local app=$1 part
    if [[ " $2 " = *" torch "* ]] && [ -n "${ATELIER_LIBTORCH:-}" ] && ! find_libtorch; then
        fail "ATELIER_LIBTORCH is '$ATELIER_LIBTORCH', which is no libtorch: a folder with include/ and lib/libtorch_cpu.so is needed"
    fi
    lock_set_up
    trap 'exit 130' INT TERM
    if ! is_ready "$@"; then
        install_missing $2
        for part in torch codecs; do
            case " $2 " in
                *" $part "*) build_part "$part" ;;
                *) [[ " $3 " != *" $part "* ]] || [ -n "$(lacks "$part"; lacks compiler)" ] || build_part "$part" ;;
            esac
        done
        [ -x "$app/atelier" ] || build_app "$app"
        is_ready "$@" || fail "set-up ended but something is still missing; ./atelier doctor says what"
    fi
    trap - INT TERM
    unlock_set_up
}

build_part() {
    find_native_folder "$1"
    [ ! -e "$native_folder/libatelier_$1.so" ] || return 0
    install_missing compiler
    say "building native/$1"
    "$root/eng/build-native.sh" "$1" 9>&- || exit 1
}
