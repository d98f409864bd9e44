// Compiled for AVX-512 with VNNI; called only on a CPU that has it.
#include "linear8.h"

#if defined(__AVX512VNNI__)
#include <algorithm>
#include <cmath>

#include "linear8_tile.h"

namespace atelier::kernels {
namespace {

constexpr int kRows = 6;

inline __m512i four(const int8_t* p) {
    int32_t bits;
    std::memcpy(&bits, p, 4);
    return _mm512_set1_epi32(bits);
}

// R rows times the 32 weight rows of a stretch, added to sums [R, 32].
template <int R, bool Offset>
void stretch(const Tile& tile, int64_t blocks, int zero, const Rounded& x, int64_t row, int64_t width, int64_t first, float* sums) {
    const auto per_row = width / kBlock8;
    __m512 total[R][2];
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < 2; ++c) total[r][c] = _mm512_loadu_ps(sums + r * kTile8 + c * 16);
    for (int64_t b = 0; b < blocks; ++b) {
        const auto bytes = tile.bytes + b * kBlock8 * kTile8;
        __m512i sum[R][2];
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
            const auto start = Offset ? _mm512_setzero_si512() : _mm512_set1_epi32(zero * x.sums[(row + r) * per_row + first + b]);
            sum[r][0] = sum[r][1] = start;
        }
        for (int i = 0; i < 8; ++i) {
            const auto low = _mm512_loadu_si512(bytes + i * 4 * kTile8);
            const auto high = _mm512_loadu_si512(bytes + i * 4 * kTile8 + 64);
#pragma GCC unroll 8
            for (int r = 0; r < R; ++r) {
                const auto number = four(x.numbers + (row + r) * width + (first + b) * kBlock8 + i * 4);
                sum[r][0] = _mm512_dpbusd_epi32(sum[r][0], low, number);
                sum[r][1] = _mm512_dpbusd_epi32(sum[r][1], high, number);
            }
        }
#pragma GCC unroll 8
        for (int c = 0; c < 2; ++c) {
            const auto scale = _mm512_loadu_ps(tile.scales + b * kTile8 + c * 16);
#pragma GCC unroll 8
            for (int r = 0; r < R; ++r) {
                const auto own = x.scales[(row + r) * per_row + first + b];
                total[r][c] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[r][c]), _mm512_mul_ps(scale, _mm512_set1_ps(own)), total[r][c]);
                if (Offset) {
                    const auto part = own * static_cast<float>(x.sums[(row + r) * per_row + first + b]); // minus the block's sum
                    total[r][c] = _mm512_fmadd_ps(_mm512_loadu_ps(tile.offsets + b * kTile8 + c * 16), _mm512_set1_ps(part), total[r][c]);
                }
            }
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int c = 0; c < 2; ++c) _mm512_storeu_ps(sums + r * kTile8 + c * 16, total[r][c]);
}

template <bool Offset>
void rows_of(const Tile& tile, int64_t blocks, int zero, const Rounded& x, int64_t rows, int64_t width, int64_t first, float* sums) {
    int64_t row = 0;
    for (; row + kRows <= rows; row += kRows) stretch<kRows, Offset>(tile, blocks, zero, x, row, width, first, sums + row * kTile8);
    for (; row < rows; ++row) stretch<1, Offset>(tile, blocks, zero, x, row, width, first, sums + row * kTile8);
}

void round_row(const void* row, bool brain, int64_t width, Rounded out) {
    for (int64_t b = 0; b < width / kBlock8; ++b) {
        __m512 x[2];
        for (int c = 0; c < 2; ++c) {
            const auto at = b * kBlock8 + c * 16;
            x[c] = brain ? _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)(static_cast<const uint16_t*>(row) + at))), 16))
                         : _mm512_loadu_ps(static_cast<const float*>(row) + at);
        }
        const auto most = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_abs_ps(x[0]), _mm512_abs_ps(x[1])));
        const auto scale = most / 127.f;
        const auto factor = _mm512_set1_ps(most > 0 ? 127.f / most : 0.f);
        auto sum = _mm512_setzero_si512();
        for (int c = 0; c < 2; ++c) {
            const auto whole = _mm512_cvtps_epi32(_mm512_mul_ps(x[c], factor));
            sum = _mm512_add_epi32(sum, whole);
            _mm_storeu_si128((__m128i*)(out.numbers + b * kBlock8 + c * 16), _mm512_cvtsepi32_epi8(whole));
        }
        // A number that is none makes the whole block none, as in any product.
        out.scales[b] = std::isfinite(most) ? scale : NAN;
        out.sums[b] = -_mm512_reduce_add_epi32(sum);
    }
}

void multiply_tile(Quantised type, const uint8_t* weights, int64_t outputs, int64_t first, int64_t width, Rounded x, int64_t rows,
                   const float* bias, void* out, bool out_brain, void* scratch) {
    const auto present = std::min(kTile8, outputs - first);
    const auto sums = sum_tile(false, type, weights, outputs, first, width, rows, bias, scratch, [&](const Tile& tile, int64_t blocks, int64_t from, float* sums) {
        if (has_offset(type))
            rows_of<true>(tile, blocks, 0, x, rows, width, from, sums);
        else
            rows_of<false>(tile, blocks, zero(type), x, rows, width, from, sums);
    });
    for (int64_t r = 0; r < rows; ++r)
        for (int64_t c = 0; c < present; c += 16) {
            const auto mask = static_cast<__mmask16>((1u << std::min<int64_t>(16, present - c)) - 1);
            const auto y = _mm512_loadu_ps(sums + r * kTile8 + c);
            if (out_brain) {
                const auto bits = _mm512_castps_si512(y);
                const auto odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
                const auto rounded = _mm512_srli_epi32(_mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7FFF))), 16);
                _mm256_mask_storeu_epi16(static_cast<uint16_t*>(out) + r * outputs + first + c, mask, _mm512_cvtepi32_epi16(rounded));
            } else {
                _mm512_mask_storeu_ps(static_cast<float*>(out) + r * outputs + first + c, mask, y);
            }
        }
}

}  // namespace

const Int8Kernel* int8_vnni() {
    static const Int8Kernel kernel{tile_scratch, round_row, multiply_tile};
    return &kernel;
}

}  // namespace atelier::kernels

#else

namespace atelier::kernels {
const Int8Kernel* int8_vnni() { return nullptr; }
}  // namespace atelier::kernels

#endif
