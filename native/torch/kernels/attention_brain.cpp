// Compiled for AVX-512 with bfloat16 products.
#include "attention.h"

#if defined(__AVX512BF16__)
#include "attention_blocks.h"
#include <immintrin.h>

namespace atelier::kernels {
namespace {

struct Brain {
    using Number = uint16_t;
    using Vector = __m512;
    using Operand = __m512bh;
    static constexpr int64_t kLanes = 16, kGroup = 2;
    static constexpr int kRows = 6, kColumns = 4;

    static uint16_t narrow(float x) {
        uint32_t bits;
        std::memcpy(&bits, &x, 4);
        return static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
    static Vector all(float x) { return _mm512_set1_ps(x); }
    static Vector load(const float* p) { return _mm512_loadu_ps(p); }
    static void store(float* p, Vector x) { _mm512_storeu_ps(p, x); }
    static void store(uint16_t* p, Vector x) { _mm256_storeu_si256((__m256i*)p, (__m256i)_mm512_cvtneps_pbh(x)); }
    static Operand operand(const uint16_t* p) { return (__m512bh)_mm512_loadu_si512(p); }
    static Operand repeat(const uint16_t* p) {
        int32_t bits;
        std::memcpy(&bits, p, 4);
        return (__m512bh)_mm512_set1_epi32(bits);
    }
    static Vector product(Operand a, Operand b, Vector sum) { return _mm512_dpbf16_ps(sum, a, b); }
    static Vector plus(Vector a, Vector b) { return _mm512_add_ps(a, b); }
    static Vector minus(Vector a, Vector b) { return _mm512_sub_ps(a, b); }
    static Vector times(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
    static Vector greater(Vector a, Vector b) { return _mm512_max_ps(a, b); }
    static float greatest(Vector x) { return _mm512_reduce_max_ps(x); }
    static float sum(Vector x) { return _mm512_reduce_add_ps(x); }
    static float first(Vector x) { return _mm512_cvtss_f32(x); }

    // 2^x for x up to 0, to 4e-6 of it: enough for weights that are rounded to eight bits. Below 2^-126 there are no normal numbers.
    static Vector power(Vector x) {
        x = _mm512_max_ps(x, _mm512_set1_ps(-126.f));
        const auto whole = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
        const auto f = _mm512_sub_ps(x, whole);
        auto y = _mm512_set1_ps(9.570102e-3f);
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(5.5911668e-2f));
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(2.402212e-1f));
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(6.931349e-1f));
        y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(1.f));
        return _mm512_scalef_ps(y, whole);
    }
};

}  // namespace

const AttentionKernel* attention_brain() { return &AttentionBlocks<Brain>::kernel; }

}  // namespace atelier::kernels

#else

const atelier::kernels::AttentionKernel* atelier::kernels::attention_brain() { return nullptr; }

#endif
