#include "linear8.h"
#include "cpu.h"

namespace atelier::kernels {

int64_t row_bytes(Quantised type, int64_t width) {
    auto rows = [width](int64_t block, int64_t bytes) { return width % block == 0 ? width / block * bytes : 0; };
    switch (type) {
        case Quantised::Q8_0: return rows(32, 34);
        case Quantised::Q4_0: return rows(32, 18);
        case Quantised::Q4_1: return rows(32, 20);
        case Quantised::Q5_0: return rows(32, 22);
        case Quantised::Q5_1: return rows(32, 24);
        case Quantised::Q4_K: return rows(256, 144);
        case Quantised::Q5_K: return rows(256, 176);
        default: return 0;
    }
}

const Int8Kernel* int8_kernel() {
#if defined(__x86_64__)
    const bool has_vnni = allowed_isa() == Isa::all && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    if (has_vnni)
        if (auto kernel = int8_vnni()) return kernel;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? int8_avx2() : nullptr;
#else
    return nullptr;
#endif
}

}  // namespace atelier::kernels
