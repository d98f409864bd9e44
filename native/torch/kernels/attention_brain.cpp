// Compiled for AVX-512 with bfloat16 products.
#include "attention.h"

#if defined(__AVX512BF16__)
#include "attention_512.h"
#include "attention_blocks.h"

namespace atelier::kernels {
namespace {

struct Brain : Vectors512 {
    using Number = uint16_t;
    using Operand = __m512bh;
    static constexpr int64_t kGroup = 2;

    using Vectors512::store;
    static void store(uint16_t* p, Vector x) { _mm256_storeu_si256((__m256i*)p, (__m256i)_mm512_cvtneps_pbh(x)); }
    static uint16_t narrow(float x) {
        uint32_t bits;
        std::memcpy(&bits, &x, 4);
        return static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
    static Operand operand(const uint16_t* p) { return (__m512bh)_mm512_loadu_si512(p); }
    static Operand repeat(const uint16_t* p) {
        int32_t bits;
        std::memcpy(&bits, p, 4);
        return (__m512bh)_mm512_set1_epi32(bits);
    }
    static Vector product(Operand a, Operand b, Vector sum) { return _mm512_dpbf16_ps(sum, a, b); }

    // To 4e-6 of it: enough for weights that are rounded to eight bits.
    static Vector power(Vector x) { return Vectors512::power(x, {9.570102e-3f, 5.5911668e-2f, 2.402212e-1f, 6.931349e-1f, 1.f}); }
};

}  // namespace

const AttentionKernel* attention_brain() { return &AttentionBlocks<Brain>::kernel; }

}  // namespace atelier::kernels

#else

const atelier::kernels::AttentionKernel* atelier::kernels::attention_brain() { return nullptr; }

#endif
