// Compiled for AVX2 with fused multiplication and addition: products in single precision.
#include "attention.h"

#if defined(__AVX2__) && defined(__FMA__)
#include "attention_blocks.h"
#include <immintrin.h>

namespace atelier::kernels {
namespace {

struct Single256 {
    using Number = float;
    using Vector = __m256;
    using Operand = __m256;
    static constexpr int64_t kLanes = 8, kGroup = 1;
    static constexpr int kRows = 6, kColumns = 2;  // twelve of sixteen registers hold sums

    static float narrow(float x) { return x; }
    static Vector all(float x) { return _mm256_set1_ps(x); }
    static Vector load(const float* p) { return _mm256_loadu_ps(p); }
    static void store(float* p, Vector x) { _mm256_storeu_ps(p, x); }
    static Operand operand(const float* p) { return _mm256_loadu_ps(p); }
    static Operand repeat(const float* p) { return _mm256_broadcast_ss(p); }
    static Vector product(Operand a, Operand b, Vector sum) { return _mm256_fmadd_ps(a, b, sum); }
    static Vector plus(Vector a, Vector b) { return _mm256_add_ps(a, b); }
    static Vector minus(Vector a, Vector b) { return _mm256_sub_ps(a, b); }
    static Vector times(Vector a, Vector b) { return _mm256_mul_ps(a, b); }
    static Vector greater(Vector a, Vector b) { return _mm256_max_ps(a, b); }
    static float first(Vector x) { return _mm256_cvtss_f32(x); }
    static float greatest(Vector x) {
        float lanes[8], most;
        _mm256_storeu_ps(lanes, x);
        most = lanes[0];
        for (int i = 1; i < 8; ++i) most = std::max(most, lanes[i]);
        return most;
    }
    static float sum(Vector x) {
        float lanes[8];
        _mm256_storeu_ps(lanes, x);
        return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    }

    // 2^x for x up to 0, to the rounding of single precision. Below 2^-126 there are no normal numbers.
    static Vector power(Vector x) {
        x = _mm256_max_ps(x, _mm256_set1_ps(-126.f));
        const auto whole = _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
        const auto f = _mm256_sub_ps(x, whole);
        auto y = _mm256_set1_ps(1.5403530e-4f);
        y = _mm256_fmadd_ps(y, f, _mm256_set1_ps(1.3333558e-3f));
        y = _mm256_fmadd_ps(y, f, _mm256_set1_ps(9.6181291e-3f));
        y = _mm256_fmadd_ps(y, f, _mm256_set1_ps(5.5504109e-2f));
        y = _mm256_fmadd_ps(y, f, _mm256_set1_ps(2.4022651e-1f));
        y = _mm256_fmadd_ps(y, f, _mm256_set1_ps(6.9314718e-1f));
        y = _mm256_fmadd_ps(y, f, _mm256_set1_ps(1.f));
        const auto power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(whole), _mm256_set1_epi32(127)), 23);
        return _mm256_mul_ps(y, _mm256_castsi256_ps(power));
    }
};

}  // namespace

const AttentionKernel* attention_avx2() { return &AttentionBlocks<Single256>::kernel; }

}  // namespace atelier::kernels

#else

const atelier::kernels::AttentionKernel* atelier::kernels::attention_avx2() { return nullptr; }

#endif
