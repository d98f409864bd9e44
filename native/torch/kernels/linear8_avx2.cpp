// Compiled for AVX2; called only on a CPU that has it. Products of bytes go in pairs into 16 bits (vpmaddubsw), which must not overflow there.
#include "linear8.h"

#if defined(__AVX2__)
#include <algorithm>
#include <cmath>

#include "linear8_tile.h"

namespace atelier::kernels {
namespace {

constexpr int kRows = 4;
constexpr int kLanes = 8;      // weight rows of one vector
constexpr int kVectors = 2;    // of one pass over a tile
constexpr int kGroups = 8;     // of four weights in a block

// Bytes of Q8_0 keep their signs: 128 * 127 twice fits into 16 bits, 255 * 127 twice would not. Those of the other types are at most 31, and four pairs fit.
constexpr bool is_signed(Quantised type) { return type == Quantised::Q8_0; }

inline __m256i four(const int8_t* p) {
    int32_t bits;
    std::memcpy(&bits, p, 4);
    return _mm256_set1_epi32(bits);
}

// R rows times 16 weight rows of a stretch, from lane on, added to sums [R, 32].
template <int R, bool Signed, bool Offset>
void stretch(const Tile& tile, int64_t blocks, int zero, int64_t lane, const Rounded& x, int64_t row, int64_t width, int64_t first, float* sums) {
    const auto per_row = width / kBlock8;
    const auto ones = _mm256_set1_epi16(1);
    __m256 total[R][kVectors];
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < kVectors; ++c) total[r][c] = _mm256_loadu_ps(sums + r * kTile8 + lane + c * kLanes);
    for (int64_t b = 0; b < blocks; ++b) {
        const auto bytes = tile.bytes + b * kBlock8 * kTile8 + lane * 4;
        __m256i sum[R][kVectors];
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
            const auto start = Signed || Offset ? _mm256_setzero_si256() : _mm256_set1_epi32(zero * x.sums[(row + r) * per_row + first + b]);
#pragma GCC unroll 8
            for (int c = 0; c < kVectors; ++c) sum[r][c] = start;
        }
        constexpr int kStep = Signed ? 1 : 4;
        for (int i = 0; i < kGroups; i += kStep) {
            __m256i pairs[R][kVectors];
#pragma GCC unroll 8
            for (int j = 0; j < kStep; ++j) {
                __m256i w[kVectors], size[kVectors];
#pragma GCC unroll 8
                for (int c = 0; c < kVectors; ++c) {
                    w[c] = _mm256_loadu_si256((const __m256i*)(bytes + (i + j) * 4 * kTile8 + c * 4 * kLanes));
                    size[c] = Signed ? _mm256_abs_epi8(w[c]) : w[c];
                }
#pragma GCC unroll 8
                for (int r = 0; r < R; ++r) {
                    const auto number = four(x.numbers + (row + r) * width + (first + b) * kBlock8 + (i + j) * 4);
#pragma GCC unroll 8
                    for (int c = 0; c < kVectors; ++c) {
                        const auto product = _mm256_maddubs_epi16(size[c], Signed ? _mm256_sign_epi8(number, w[c]) : number);
                        pairs[r][c] = j == 0 ? product : _mm256_add_epi16(pairs[r][c], product);
                    }
                }
            }
#pragma GCC unroll 8
            for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
                for (int c = 0; c < kVectors; ++c) sum[r][c] = _mm256_add_epi32(sum[r][c], _mm256_madd_epi16(pairs[r][c], ones));
        }
#pragma GCC unroll 8
        for (int c = 0; c < kVectors; ++c) {
            const auto scale = _mm256_loadu_ps(tile.scales + b * kTile8 + lane + c * kLanes);
#pragma GCC unroll 8
            for (int r = 0; r < R; ++r) {
                const auto own = x.scales[(row + r) * per_row + first + b];
                total[r][c] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum[r][c]), _mm256_mul_ps(scale, _mm256_set1_ps(own)), total[r][c]);
                if (Offset) {
                    const auto part = own * static_cast<float>(x.sums[(row + r) * per_row + first + b]); // minus the block's sum
                    total[r][c] = _mm256_fmadd_ps(_mm256_loadu_ps(tile.offsets + b * kTile8 + lane + c * kLanes), _mm256_set1_ps(part), total[r][c]);
                }
            }
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < kVectors; ++c) _mm256_storeu_ps(sums + r * kTile8 + lane + c * kLanes, total[r][c]);
}

template <bool Signed, bool Offset>
void rows_of(const Tile& tile, int64_t blocks, int zero, const Rounded& x, int64_t rows, int64_t width, int64_t first, float* sums) {
    for (int64_t lane = 0; lane < kTile8; lane += kLanes * kVectors) {
        int64_t row = 0;
        for (; row + kRows <= rows; row += kRows) stretch<kRows, Signed, Offset>(tile, blocks, zero, lane, x, row, width, first, sums + row * kTile8);
        for (; row < rows; ++row) stretch<1, Signed, Offset>(tile, blocks, zero, lane, x, row, width, first, sums + row * kTile8);
    }
}

inline float as_float(uint32_t bits) {
    float number;
    std::memcpy(&number, &bits, 4);
    return number;
}

inline uint16_t as_brain(float number) {
    uint32_t bits;
    std::memcpy(&bits, &number, 4);
    return static_cast<uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

void round_row(const void* row, bool brain, int64_t width, Rounded out) {
    for (int64_t b = 0; b < width / kBlock8; ++b) {
        float x[kBlock8];
        if (brain)
            for (int i = 0; i < kBlock8; ++i) x[i] = as_float(static_cast<uint32_t>(static_cast<const uint16_t*>(row)[b * kBlock8 + i]) << 16);
        else
            std::memcpy(x, static_cast<const float*>(row) + b * kBlock8, sizeof x);
        // As integers the sizes of floats have the same order, and what is none is above all of them.
        int32_t bits = 0;
        for (int i = 0; i < kBlock8; ++i) {
            int32_t one;
            std::memcpy(&one, x + i, 4);
            bits = std::max(bits, one & 0x7FFFFFFF);
        }
        const auto most = as_float(static_cast<uint32_t>(bits));
        const auto factor = _mm256_set1_ps(most > 0 ? 127.f / most : 0.f);
        __m256i whole[4];
        for (int c = 0; c < 4; ++c) whole[c] = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + c * 8), factor));
        const auto packed = _mm256_packs_epi16(_mm256_packs_epi32(whole[0], whole[1]), _mm256_packs_epi32(whole[2], whole[3]));
        // Packing works in halves of the vector; put their quarters back in order.
        _mm256_storeu_si256((__m256i*)(out.numbers + b * kBlock8), _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7)));
        int32_t sum = 0;
        for (int i = 0; i < kBlock8; ++i) sum += out.numbers[b * kBlock8 + i];
        // A number that is none makes the whole block none, as in any product.
        out.scales[b] = std::isfinite(most) ? most / 127.f : NAN;
        out.sums[b] = -sum;
    }
}

void multiply_tile(Quantised type, const uint8_t* weights, int64_t outputs, int64_t first, int64_t width, Rounded x, int64_t rows,
                   const float* bias, void* out, bool out_brain, void* scratch) {
    const auto present = std::min(kTile8, outputs - first);
    const auto sums = sum_tile(true, type, weights, outputs, first, width, rows, bias, scratch, [&](const Tile& tile, int64_t blocks, int64_t from, float* sums) {
        if (is_signed(type))
            rows_of<true, false>(tile, blocks, 0, x, rows, width, from, sums);
        else if (has_offset(type))
            rows_of<false, true>(tile, blocks, 0, x, rows, width, from, sums);
        else
            rows_of<false, false>(tile, blocks, zero(type), x, rows, width, from, sums);
    });
    for (int64_t r = 0; r < rows; ++r)
        for (int64_t c = 0; c < present; ++c) {
            const auto at = r * outputs + first + c;
            if (out_brain)
                static_cast<uint16_t*>(out)[at] = as_brain(sums[r * kTile8 + c]);
            else
                static_cast<float*>(out)[at] = sums[r * kTile8 + c];
        }
}

}  // namespace

const Int8Kernel* int8_avx2() {
    static const Int8Kernel kernel{tile_scratch, round_row, multiply_tile};
    return &kernel;
}

}  // namespace atelier::kernels

#else

namespace atelier::kernels {
const Int8Kernel* int8_avx2() { return nullptr; }
}  // namespace atelier::kernels

#endif
