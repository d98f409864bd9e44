// Compiled for AVX-512: products in single precision.
#include "attention.h"

#if defined(__AVX512F__)
#include "attention_blocks.h"
#include <immintrin.h>

namespace atelier::kernels {
namespace {

struct Single512 {
    using Number = float;
    using Vector = __m512;
    using Operand = __m512;
    static constexpr int64_t kLanes = 16, kGroup = 1;
    static constexpr int kRows = 6, kColumns = 4;

    static float narrow(float x) { return x; }
    static Vector all(float x) { return _mm512_set1_ps(x); }
    static Vector load(const float* p) { return _mm512_loadu_ps(p); }
    static void store(float* p, Vector x) { _mm512_storeu_ps(p, x); }
    static Operand operand(const float* p) { return _mm512_loadu_ps(p); }
    static Operand repeat(const float* p) { return _mm512_set1_ps(*p); }
    static Vector product(Operand a, Operand b, Vector sum) { return _mm512_fmadd_ps(a, b, sum); }
    static Vector plus(Vector a, Vector b) { return _mm512_add_ps(a, b); }
    static Vector minus(Vector a, Vector b) { return _mm512_sub_ps(a, b); }
    static Vector times(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
    static Vector greater(Vector a, Vector b) { return _mm512_max_ps(a, b); }
    static float greatest(Vector x) { return _mm512_reduce_max_ps(x); }
    static float sum(Vector x) { return _mm512_reduce_add_ps(x); }
    static float first(Vector x) { return _mm512_cvtss_f32(x); }

    // 2^x for x up to 0, to the rounding of single precision. Below 2^-126 there are no normal numbers.
    static Vector power(Vector x) {
        x = _mm512_max_ps(x, _mm512_set1_ps(-126.f));
        const auto whole = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
        const auto f = _mm512_sub_ps(x, whole);
        auto y = _mm512_set1_ps(1.5403530e-4f);
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(1.3333558e-3f));
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(9.6181291e-3f));
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(5.5504109e-2f));
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(2.4022651e-1f));
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(6.9314718e-1f));
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(1.f));
        return _mm512_scalef_ps(y, whole);
    }
};

}  // namespace

const AttentionKernel* attention_avx512() { return &AttentionBlocks<Single512>::kernel; }

}  // namespace atelier::kernels

#else

const atelier::kernels::AttentionKernel* atelier::kernels::attention_avx512() { return nullptr; }

#endif
