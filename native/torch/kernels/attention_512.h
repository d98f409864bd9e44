// Vectors of sixteen numbers, for both types of products on AVX-512.
#pragma once
#include <immintrin.h>
#include <cstdint>

namespace atelier::kernels {
namespace {

struct Vectors512 {
    using Vector = __m512;
    static constexpr int64_t kLanes = 16;
    static constexpr int kRows = 6, kColumns = 4;  // 24 sums, 4 operands and a repeated one fit 32 registers

    static Vector all(float x) { return _mm512_set1_ps(x); }
    static Vector load(const float* p) { return _mm512_loadu_ps(p); }
    static void store(float* p, Vector x) { _mm512_storeu_ps(p, x); }
    static Vector plus(Vector a, Vector b) { return _mm512_add_ps(a, b); }
    static Vector minus(Vector a, Vector b) { return _mm512_sub_ps(a, b); }
    static Vector times(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
    static Vector greater(Vector a, Vector b) { return _mm512_max_ps(a, b); }
    static float greatest(Vector x) { return _mm512_reduce_max_ps(x); }
    static float sum(Vector x) { return _mm512_reduce_add_ps(x); }
    static float first(Vector x) { return _mm512_cvtss_f32(x); }

    // 2^x for x up to 0 by a polynomial of 2^f for f from -1/2 to 1/2, highest power first. Below 2^-126 there are no normal numbers.
    template <int N>
    static Vector power(Vector x, const float (&factors)[N]) {
        x = _mm512_max_ps(x, _mm512_set1_ps(-126.f));
        const auto whole = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
        const auto f = _mm512_sub_ps(x, whole);
        auto y = _mm512_set1_ps(factors[0]);
#pragma GCC unroll 8
        for (int i = 1; i < N; ++i) y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(factors[i]));
        return _mm512_scalef_ps(y, whole);
    }
};

}  // namespace
}  // namespace atelier::kernels
