# The environment of the program: what must be set before a library loads. Values that the user set stay.
# shellcheck shell=bash
export ATELIER_NATIVE=${ATELIER_NATIVE:-${native_path#:}}

# One thread a physical core: a second thread on a core slows matrix products down.
cores=$(nproc)
if [ "$(cat /sys/devices/system/cpu/smt/active 2> /dev/null)" = 1 ] && [ "$cores" -gt 1 ]; then
    cores=$((cores / 2))
fi
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-$cores}
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-$OMP_NUM_THREADS}
export MKL_NUM_THREADS=${MKL_NUM_THREADS:-$OMP_NUM_THREADS}

# libtorch takes and frees large blocks all the time, which this allocator does better: training is a seventh faster. ATELIER_MALLOC=system leaves it out.
if [ "${ATELIER_MALLOC:-}" != system ] && [ -z "${LD_PRELOAD:-}" ] && allocator=$(compgen -G '/usr/lib/*/libtcmalloc_minimal.so.4' | grep -m 1 "/$(uname -m)-"); then
    export LD_PRELOAD=$allocator
    # Otherwise it reports blocks of a gigabyte on the console.
    export TCMALLOC_LARGE_ALLOC_REPORT_THRESHOLD=${TCMALLOC_LARGE_ALLOC_REPORT_THRESHOLD:-$((1 << 60))}
fi
