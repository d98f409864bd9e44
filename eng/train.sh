#!/usr/bin/env bash
# Trains on a borrowed machine, out of the folder that eng/pack.sh packed. All work goes on in the background and outlives the shell:
#   ./train.sh render PROCESSES [FLAG ...]          scenes into data/diorama-128; what is there stays, more are added; flags of atelier diorama dataset
#   ./train.sh latents [AUTOENCODER]                encodes scenes as they come, into data/diorama-128-latents
#   ./train.sh try CONFIG [--set KEY=VALUE ...]     some seconds of a training: does it run, and how fast?
#   ./train.sh start NAME CONFIG [--set ...]        a training in runs/NAME; goes on where it was
#   ./train.sh show                                 how far everything is
#   ./train.sh wait NAME ...                        waits until that work has ended
#   ./train.sh stop NAME ...                        ends work (render* for all renderers); a training writes a checkpoint first
#   ./train.sh pieces FOLDER OUT                    FOLDER as files of 15 MB in OUT
# DATA names another folder than data/diorama-128.
# The usual order for Mini: render, start the autoencoder and the judge, export the autoencoder (./atelier export), latents, start text-to-image.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
data=${DATA:-data/diorama-128}
mkdir -p data runs logs

background() {
    local name=$1
    shift
    setsid nohup "$@" > "logs/$name.log" 2>&1 < /dev/null &
    echo $! > "logs/$name.pid"
}

last_line() { tr '\r' '\n' < "$1" | tail -n 1; }

case ${1:-} in
    render)
        processes=${2:?PROCESSES is missing}
        shift 2
        # Without the launcher: renderers need no libtorch, so they start before it is built.
        export ATELIER_ROOT=$PWD ATELIER_STAMPS=$PWD/stamps ATELIER_NATIVE=$PWD/lib LD_LIBRARY_PATH=$PWD/lib
        for ((part = 0; part < processes; part++)); do
            background "render-${data##*/}-$part" nice -n 15 app/atelier diorama dataset $data --seed "${FIRST_SEED:-10000000}" --count "${SCENES:-400000}" \
                --shard-size 128 --threads 1 --part $part --parts "$processes" --quiet "$@"
        done
        ;;
    latents)
        background "latents-${data##*/}" ./atelier train latents --data $data --autoencoder "${2:-models/mini/vae}" --cache $data-latents --device "${DEVICE:-cuda}" --follow
        ;;
    try)
        config=${2:?CONFIG is missing}
        shift 2
        run=$(mktemp -d runs/try-XXXX)
        ./atelier train "$config" --run "$run" --set minutes="${MINUTES:-0.4}" --set log_every=5 --set sample_every=0 --set evaluate_every=0 "$@"
        tail -n 2 "$run/metrics.jsonl"
        tail -n 1 "$run/speed.jsonl"
        rm -r "$run"
        ;;
    start)
        name=${2:?NAME is missing} config=${3:?CONFIG is missing}
        shift 3
        background "$name" ./atelier train "$config" --run "runs/$name" --resume "$@"
        ;;
    show)
        echo "scenes, at most: $((128 * $(find $data -name '*.shard' 2> /dev/null | wc -l))); encoded: $((128 * $(find $data-latents -name '*.safetensors' 2> /dev/null | wc -l)))"
        for log in logs/*.log; do
            name=$(basename "$log" .log)
            [[ $name = render-* ]] || echo "$name: $(last_line "$log")"
            [ ! -e "runs/$name/metrics.jsonl" ] || tail -n 1 "runs/$name/metrics.jsonl"
        done
        ;;
    wait)
        shift
        for name in "$@"; do
            for file in logs/$name.pid; do
                while kill -0 "$(cat "$file")" 2> /dev/null; do sleep 0.5; done
            done
        done
        ;;
    stop)
        shift
        for name in "$@"; do
            for file in logs/$name.pid; do kill "$(cat "$file")" 2> /dev/null || true; done
        done
        ;;
    pieces)
        folder=${2:?FOLDER is missing} out=${3:?OUT is missing}
        mkdir -p "$out"
        tar -C "$folder" -cf - . | split -b 15M -d - "$out/$(basename "$folder").tar."
        ;;
    *)
        sed -n "2,11p" train.sh | cut -c 3- >&2
        exit 2
        ;;
esac
