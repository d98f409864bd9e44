// Compiled for AVX-512: products in single precision.
#include "attention.h"

#if defined(__AVX512F__)
#include "attention_512.h"
#include "attention_blocks.h"

namespace atelier::kernels {
namespace {

struct Single512 : Vectors512 {
    using Number = float;
    using Operand = __m512;
    static constexpr int64_t kGroup = 1;

    static float narrow(float x) { return x; }
    static Operand operand(const float* p) { return load(p); }
    static Operand repeat(const float* p) { return all(*p); }
    static Vector product(Operand a, Operand b, Vector sum) { return _mm512_fmadd_ps(a, b, sum); }

    // To the rounding of single precision.
    static Vector power(Vector x) {
        return Vectors512::power(x, {1.5403530e-4f, 1.3333558e-3f, 9.6181291e-3f, 5.5504109e-2f, 2.4022651e-1f, 6.9314718e-1f, 1.f});
    }
};

}  // namespace

const AttentionKernel* attention_avx512() { return &AttentionBlocks<Single512>::kernel; }

}  // namespace atelier::kernels

#else

const atelier::kernels::AttentionKernel* atelier::kernels::attention_avx512() { return nullptr; }

#endif
