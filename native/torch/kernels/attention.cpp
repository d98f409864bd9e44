// Compiled for AVX-512 with bfloat16 products; called only where has_brain_products() says so.
#include "attention.h"

#if defined(__AVX512BF16__)
#include <immintrin.h>
#include <algorithm>
#include <cstring>

namespace atelier::kernels {
namespace {

constexpr int kRows = 6;      // rows and
constexpr int kColumns = 4;   // vectors of one tile: 24 sums, 4 operands and a broadcast one fit the registers
constexpr float kHidden = -1e38f;  // a score that weighs nothing, yet is a number
constexpr float kLeast = -126.f;   // powers of two below are no normal numbers

inline __m512 widen(const uint16_t* p) { return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)p)), 16)); }
inline uint16_t narrow(float x) {
    uint32_t bits;
    std::memcpy(&bits, &x, 4);
    return static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}
inline float number(const Rows& rows, int64_t row, int64_t column) {
    auto at = row * rows.stride + column;
    if (!rows.brain) return static_cast<const float*>(rows.data)[at];
    uint32_t bits = static_cast<uint32_t>(static_cast<const uint16_t*>(rows.data)[at]) << 16;
    float x;
    std::memcpy(&x, &bits, 4);
    return x;
}
inline uint16_t brain(const Rows& rows, int64_t row, int64_t column) {
    auto at = row * rows.stride + column;
    return rows.brain ? static_cast<const uint16_t*>(rows.data)[at] : narrow(static_cast<const float*>(rows.data)[at]);
}

inline __m512bh pair(const void* p) {
    int32_t bits;
    std::memcpy(&bits, p, 4);
    return (__m512bh)_mm512_set1_epi32(bits);
}
inline __m512bh load(const uint16_t* p) { return (__m512bh)_mm512_loadu_si512(p); }

// 2^x for x from kLeast to 0, to 4e-6 of it: enough for weights that are rounded to eight bits.
inline __m512 power(__m512 x) {
    const auto whole = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    const auto f = _mm512_sub_ps(x, whole);
    auto y = _mm512_set1_ps(9.570102e-3f);
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(5.5911668e-2f));
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(2.402212e-1f));
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(6.931349e-1f));
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(1.f));
    return _mm512_scalef_ps(y, whole);
}

// Scores of six queries and C vectors of keys; keeps the greatest of each row and lane.
template <int C>
void score(const uint16_t* queries, int64_t pairs, const uint16_t* keys, const float* bias, float* scores, __m512* greatest) {
    __m512 sum[kRows][C];
    for (int r = 0; r < kRows; ++r)
        for (int c = 0; c < C; ++c) sum[r][c] = bias ? _mm512_loadu_ps(bias + c * kLanes) : _mm512_setzero_ps();
    for (int64_t d = 0; d < pairs; ++d) {
        __m512bh key[C];
        for (int c = 0; c < C; ++c) key[c] = load(keys + (c * pairs + d) * 2 * kLanes);
        for (int r = 0; r < kRows; ++r) {
            const auto query = pair(queries + (r * pairs + d) * 2);
            for (int c = 0; c < C; ++c) sum[r][c] = _mm512_dpbf16_ps(sum[r][c], query, key[c]);
        }
    }
    for (int r = 0; r < kRows; ++r)
        for (int c = 0; c < C; ++c) {
            greatest[r] = _mm512_max_ps(greatest[r], sum[r][c]);
            _mm512_storeu_ps(scores + r * kKeyBlock + c * kLanes, sum[r][c]);
        }
}

// Adds the weighted values of a block of keys to C vectors of six sums, after scaling what was there.
template <int C>
void gather(const uint16_t* weights, int64_t pairs, const uint16_t* values, int64_t width, const float* factors, float* sums) {
    __m512 sum[kRows][C];
    for (int r = 0; r < kRows; ++r)
        for (int c = 0; c < C; ++c) sum[r][c] = _mm512_mul_ps(_mm512_set1_ps(factors[r]), _mm512_loadu_ps(sums + r * width + c * kLanes));
    for (int64_t j = 0; j < pairs; ++j) {
        __m512bh value[C];
        for (int c = 0; c < C; ++c) value[c] = load(values + (j * width + c * kLanes) * 2);
        for (int r = 0; r < kRows; ++r) {
            const auto weight = pair(weights + r * kKeyBlock + j * 2);
            for (int c = 0; c < C; ++c) sum[r][c] = _mm512_dpbf16_ps(sum[r][c], weight, value[c]);
        }
    }
    for (int r = 0; r < kRows; ++r)
        for (int c = 0; c < C; ++c) _mm512_storeu_ps(sums + r * width + c * kLanes, sum[r][c]);
}

template <template <int> class Call, typename... T>
void by_columns(int columns, T... arguments) {
    switch (columns) {
        case 1: return Call<1>::run(arguments...);
        case 2: return Call<2>::run(arguments...);
        case 3: return Call<3>::run(arguments...);
        default: return Call<4>::run(arguments...);
    }
}
template <int C>
struct Score {
    template <typename... T>
    static void run(T... arguments) { score<C>(arguments...); }
};
template <int C>
struct Gather {
    template <typename... T>
    static void run(T... arguments) { gather<C>(arguments...); }
};

}  // namespace

bool has_brain_products() { return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"); }

void pack_keys(const AttentionShape& shape, Rows keys, uint16_t* packed) {
    const auto pairs = up(shape.width, 2) / 2;
    std::memset(packed, 0, sizeof(uint16_t) * shape.packed_keys());
    for (int64_t key = 0; key < shape.keys; ++key) {
        auto chunk = packed + key / kLanes * pairs * 2 * kLanes + key % kLanes * 2;
        for (int64_t c = 0; c < shape.width; ++c) chunk[c / 2 * 2 * kLanes + c % 2] = brain(keys, key, c);
    }
}

void pack_values(const AttentionShape& shape, Rows values, uint16_t* packed) {
    const auto width = up(shape.value_width, kLanes);
    std::memset(packed, 0, sizeof(uint16_t) * shape.packed_values());
    for (int64_t key = 0; key < shape.keys; ++key) {
        auto row = packed + key / 2 * width * 2 + key % 2;
        for (int64_t c = 0; c < shape.value_width; ++c) row[c * 2] = brain(values, key, c);
    }
}

void attend(const AttentionShape& shape, Rows queries, int64_t count, const uint16_t* keys, const uint16_t* values, const float* bias,
            void* output, int64_t output_stride, bool output_brain, float* scratch) {
    const auto pairs = up(shape.width, 2) / 2;
    const auto width = up(shape.value_width, kLanes);
    auto packed = reinterpret_cast<uint16_t*>(scratch);
    auto scores = scratch + kQueryBlock * pairs;
    auto weights = reinterpret_cast<uint16_t*>(scores + kRows * kKeyBlock);
    auto sums = scores + kRows * kKeyBlock + kRows * kKeyBlock / 2;
    auto greatest = sums + kQueryBlock * width;
    auto total = greatest + kQueryBlock;
    auto shift = total + kQueryBlock;

    std::memset(packed, 0, sizeof(float) * kQueryBlock * pairs);
    for (int64_t r = 0; r < count; ++r)
        for (int64_t c = 0; c < shape.width; ++c) packed[r * pairs * 2 + c] = narrow(number(queries, r, c) * shape.scale);
    std::fill(sums, sums + kQueryBlock * width, 0.f);
    std::fill(greatest, greatest + kQueryBlock, kHidden);
    std::fill(total, total + kQueryBlock, 0.f);

    for (int64_t first = 0; first < shape.keys; first += kKeyBlock) {
        const auto present = std::min(kKeyBlock, shape.keys - first);
        const auto vectors = up(present, kLanes) / kLanes;
        const auto padded = vectors * kLanes;
        const bool shifts = bias != nullptr || padded > present;
        if (shifts) {
            for (int64_t j = 0; j < padded; ++j) shift[j] = j >= present ? kHidden : bias ? std::max(bias[first + j], kHidden) : 0.f;
        }
        for (int64_t row = 0; row < count; row += kRows) {
            // 1. scores and the greatest of each row
            __m512 most[kRows];
            for (int r = 0; r < kRows; ++r) most[r] = _mm512_set1_ps(kHidden);
            for (int64_t v = 0; v < vectors; v += kColumns)
                by_columns<Score>(static_cast<int>(std::min<int64_t>(kColumns, vectors - v)), packed + row * pairs * 2, pairs,
                                  keys + (first / kLanes + v) * pairs * 2 * kLanes, shifts ? shift + v * kLanes : static_cast<const float*>(nullptr),
                                  scores + v * kLanes, most);
            // 2. weights relative to the greatest so far
            float factors[kRows];
            for (int r = 0; r < kRows; ++r) {
                const auto before = greatest[row + r];
                const auto now = std::max(before, _mm512_reduce_max_ps(most[r]));
                factors[r] = now == before ? 1.f : _mm512_cvtss_f32(power(_mm512_set1_ps(std::max(before - now, kLeast))));
                greatest[row + r] = now;
                const auto top = _mm512_set1_ps(now);
                const auto least = _mm512_set1_ps(kLeast);
                auto sum = _mm512_setzero_ps();
                for (int64_t v = 0; v < vectors; ++v) {
                    const auto weight = power(_mm512_max_ps(_mm512_sub_ps(_mm512_loadu_ps(scores + r * kKeyBlock + v * kLanes), top), least));
                    sum = _mm512_add_ps(sum, weight);
                    _mm256_storeu_si256((__m256i*)(weights + r * kKeyBlock + v * kLanes), (__m256i)_mm512_cvtneps_pbh(weight));
                }
                total[row + r] = total[row + r] * factors[r] + _mm512_reduce_add_ps(sum);
            }
            // 3. their values
            for (int64_t c = 0; c < width; c += kColumns * kLanes) {
                float own[kRows];
                std::copy(factors, factors + kRows, own);
                by_columns<Gather>(static_cast<int>(std::min<int64_t>(kColumns, (width - c) / kLanes)), static_cast<const uint16_t*>(weights), up(present, 2) / 2,
                                   values + (first / 2 * width + c) * 2, width, static_cast<const float*>(own), sums + row * width + c);
            }
        }
    }

    for (int64_t r = 0; r < count; ++r) {
        // A row that sees nothing answers zero.
        const auto factor = greatest[r] <= kHidden / 2 ? 0.f : 1.f / total[r];
        for (int64_t c = 0; c < shape.value_width; c += kLanes) {
            const auto mask = static_cast<__mmask16>((1u << std::min<int64_t>(kLanes, shape.value_width - c)) - 1);
            const auto x = _mm512_mul_ps(_mm512_loadu_ps(sums + r * width + c), _mm512_set1_ps(factor));
            if (output_brain)
                _mm256_mask_storeu_epi16(static_cast<uint16_t*>(output) + r * output_stride + c, mask, (__m256i)_mm512_cvtneps_pbh(x));
            else
                _mm512_mask_storeu_ps(static_cast<float*>(output) + r * output_stride + c, mask, x);
        }
    }
}

}  // namespace atelier::kernels

#else

namespace atelier::kernels {
bool has_brain_products() { return false; }
void pack_keys(const AttentionShape&, Rows, uint16_t*) {}
void pack_values(const AttentionShape&, Rows, uint16_t*) {}
void attend(const AttentionShape&, Rows, int64_t, const uint16_t*, const uint16_t*, const float*, void*, int64_t, bool, float*) {}
}  // namespace atelier::kernels

#endif
