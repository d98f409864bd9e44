# What each command needs, and whether it is there. The launcher sources this at every start, so: few processes.
# shellcheck shell=bash

# Parts: torch and codecs are built here; compiler, embree and stamps are only installed.
parts_of() {
    case $1 in
        generate | control | upscale | bench | verify) echo torch codecs ;;
        convert | export | lora) echo torch ;;
        diorama) echo codecs embree stamps ;;
        train | evaluate | test) echo torch codecs embree stamps ;;
    esac
}

# Parts that a command uses where they can be built without installing anything.
wished_parts_of() {
    case $1 in
        doctor) echo torch codecs ;;
        inspect) echo codecs ;;
    esac
}

# A key for the content of files and folders.
content_key() {
    (cd "$root" && { find "$@" -type f -print0 2> /dev/null || true; } | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
}

app_key() {
    content_key src benchmarks Directory.Build.props Directory.Build.targets Directory.Packages.props global.json eng/setup.sh
}

# Finds libtorch: ATELIER_LIBTORCH, then the system package, then a Python torch. Sets torch_home (empty for the system
# package), torch_library and torch_origin.
find_libtorch() {
    torch_home=
    torch_origin='system package'
    if [ -n "${ATELIER_LIBTORCH:-}" ]; then
        torch_origin=ATELIER_LIBTORCH
        torch_home=$ATELIER_LIBTORCH
    elif [ -e /usr/include/torch/library.h ] && torch_library=$(compgen -G '/usr/lib/*/libtorch_cpu.so'); then
        return
    else
        torch_origin='Python torch'
        torch_home=$(python3 -c 'import importlib.util, os; print(os.path.dirname(importlib.util.find_spec("torch").origin))' 2> /dev/null) || return 1
    fi
    torch_library="$torch_home/lib/libtorch_cpu.so"
    [ -e "$torch_library" ] && [ -e "$torch_home/include/torch/library.h" ]
}

# Sets native_folder to the folder of a built part: named by its source and, for torch, by the libtorch it was built for.
find_native_folder() {
    local identity=
    if [ "$1" = torch ]; then
        find_libtorch || return 1
        identity="$torch_origin $torch_home $(stat -L -c '%n %s %Y' "$torch_library")"
    fi
    identity="$(content_key "native/$1" eng/build-native.sh) $identity"
    identity=$(sha256sum <<< "$identity")
    native_folder="$root/build/native/$1-${identity:0:16}"
}

# The packages that a part lacks; nothing where all is there.
lacks() {
    case $1 in
        compiler)
            command -v g++ > /dev/null || echo g++
            command -v make > /dev/null || echo make
            command -v cmake > /dev/null || echo cmake
            ;;
        torch)
            # The allocator is no need (eng/environment.sh takes it where it is), so it comes only beside what is one.
            find_libtorch || { torch_origin='system package' && printf '%s\n' libtorch-dev libtcmalloc-minimal4; }
            [ "$torch_origin" = 'system package' ] || return 0
            compgen -G '/usr/lib/*/openblas-*/libblas.so.3' > /dev/null || echo libopenblas0-pthread
            [ -d /usr/include/gloo ] || echo libgloo-dev
            ;;
        codecs)
            [ -e /usr/include/png.h ] || echo libpng-dev
            [ -e /usr/include/jpeglib.h ] || echo libjpeg62-turbo-dev
            [ -e /usr/include/webp/decode.h ] || echo libwebp-dev
            [ -e /usr/include/lcms2.h ] || echo liblcms2-dev
            ;;
        embree) compgen -G '/usr/lib/*/libembree3.so.3' > /dev/null || echo libembree3-3 ;;
        stamps)
            [ -d /usr/share/tuxpaint/stamps ] || echo tuxpaint-stamps-default
            # A quarter of the stamps are drawings.
            compgen -G '/usr/lib/*/librsvg-2.so.2' > /dev/null || echo librsvg2-2
            ;;
    esac
}

# True where the program and all needed parts are ready to run, and those wished for as far as they can be built. Sets native_path: the folders of the built parts.
is_ready() {
    local app=$1 part
    native_path=
    for part in $2 $3; do
        case $part in
            torch | codecs)
                if find_native_folder "$part" && [ -e "$native_folder/libatelier_$part.so" ]; then
                    native_path="$native_path:$native_folder"
                elif [[ " $2 " = *" $part "* ]] || { [ -w "$root/build" ] && [ -z "$(lacks "$part"; lacks compiler)" ]; }; then
                    return 1
                fi
                ;;
            *) [ -z "$(lacks "$part")" ] || return 1 ;;
        esac
    done
    [ -x "$app/atelier" ]
}
