#include "attention.h"
#include "cpu.h"

namespace atelier::kernels {

const AttentionKernel* attention_kernel(bool brain) {
#if defined(__x86_64__)
    const bool has512 = allowed_isa() != Isa::avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (brain) return allowed_isa() == Isa::all && has512 && __builtin_cpu_supports("avx512bf16") ? attention_brain() : nullptr;
    if (has512)
        if (auto kernel = attention_avx512()) return kernel;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? attention_avx2() : nullptr;
#else
    return nullptr;
#endif
}

}  // namespace atelier::kernels
