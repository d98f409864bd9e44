// Compiled for AVX-512 with bfloat16 products; called only where has_fast_brain_products() says so.
#include "products.h"
#include "cpu.h"
#include <algorithm>

namespace atelier::kernels {

void Convolution::divide(int64_t count, int64_t threads) {
    auto parts = [](int64_t size, int64_t most) { return (size + most - 1) / most; };
    const auto columns = parts(out_wide, kPixelBlock);
    block_wide = parts(out_wide, columns);
    const auto rows = parts(out_high, std::max<int64_t>(1, kPixelBlock / block_wide));
    block_high = parts(out_high, rows);
    const auto work = panels() * count;
    // A few more cuts where the blocks do not divide among the threads; with many blocks each, one more or less is nothing.
    for (int64_t more = 0; more < threads && work * down() * across() % threads != 0 && work * down() * across() < 16 * threads; ++more) {
        if (out_high > 1)
            block_high = parts(out_high, std::min(out_high, rows + more));
        else
            block_wide = parts(out_wide, std::min(out_wide, columns + more));
    }
}

}  // namespace atelier::kernels

#if defined(__AVX512BF16__)
#include <cpuid.h>
#include <immintrin.h>
#include <cstring>

namespace atelier::kernels {
namespace {

constexpr int kRows = 6;
constexpr int kVectors = 4;
constexpr int64_t kStretch = 192 * 1024;  // bytes of weights that stay in the second cache over a block of pixels

inline uint16_t narrow(float x) {
    uint32_t bits;
    std::memcpy(&bits, &x, 4);
    return static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

inline __m512bh pair(const uint16_t* p) {
    int32_t bits;
    std::memcpy(&bits, p, 4);
    return (__m512bh)_mm512_set1_epi32(bits);
}

// Adds the products of R pixels with a stretch of a panel to their sums [R, 64].
template <int R>
void accumulate(const uint16_t* pixels, int64_t step, const int64_t* taps, int64_t tap_count, int64_t pairs, const uint16_t* weights, int64_t tap_step, float* sums) {
    __m512 sum[R][kVectors];
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; ++v) sum[r][v] = _mm512_loadu_ps(sums + r * kPanel + v * 16);
    for (int64_t t = 0; t < tap_count; ++t) {
        const auto from = pixels + taps[t];
        auto w = weights + t * tap_step;
        for (int64_t d = 0; d < pairs; ++d, w += 2 * kPanel) {
            __m512bh weight[kVectors];
#pragma GCC unroll 8
            for (int v = 0; v < kVectors; ++v) weight[v] = (__m512bh)_mm512_loadu_si512(w + v * 32);
#pragma GCC unroll 8
            for (int r = 0; r < R; ++r) {
                const auto x = pair(from + r * step + 2 * d);
#pragma GCC unroll 8
                for (int v = 0; v < kVectors; ++v) sum[r][v] = _mm512_dpbf16_ps(sum[r][v], x, weight[v]);
            }
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; ++v) _mm512_storeu_ps(sums + r * kPanel + v * 16, sum[r][v]);
}

using Accumulate = decltype(&accumulate<1>);
constexpr Accumulate kByRows[] = {nullptr, accumulate<1>, accumulate<2>, accumulate<3>, accumulate<4>, accumulate<5>, accumulate<6>};

bool has_tiles() {
    unsigned a, b, c, d;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d >> 22 & 1);
}

}  // namespace

// A CPU with matrix tiles multiplies several times faster by them, as libtorch does.
bool has_fast_brain_products() {
    return allowed_isa() == Isa::all && __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") && !has_tiles();
}

void pack_weights(const Convolution& shape, const void* weights, bool brain, uint16_t* packed) {
    const auto taps = shape.taps_high * shape.taps_wide, even = shape.even_channels();
    std::memset(packed, 0, sizeof(uint16_t) * shape.panels() * shape.panel_size());
    for (int64_t o = 0; o < shape.outputs; ++o)
        for (int64_t c = 0; c < shape.channels; ++c)
            for (int64_t t = 0; t < taps; ++t) {
                const auto at = (o * shape.channels + c) * taps + t;
                packed[o / kPanel * shape.panel_size() + (t * even / 2 + c / 2) * 2 * kPanel + o % kPanel * 2 + c % 2] =
                    brain ? static_cast<const uint16_t*>(weights)[at] : narrow(static_cast<const float*>(weights)[at]);
            }
}

void pack_row(const Convolution& shape, const void* picture, bool brain, int64_t high, int64_t wide, int64_t channel_stride, int64_t row_stride,
              int64_t pixel_stride, int64_t border_high, int64_t border_wide, int64_t row, uint16_t* packed) {
    const auto even = shape.even_channels();
    auto to = packed + row * shape.in_wide * even;
    const auto y = row - border_high;
    if (y < 0 || y >= high) {
        std::memset(to, 0, sizeof(uint16_t) * shape.in_wide * even);
        return;
    }
    std::memset(to, 0, sizeof(uint16_t) * border_wide * even);
    const auto after = shape.in_wide - border_wide - wide;
    std::memset(to + (border_wide + wide) * even, 0, sizeof(uint16_t) * std::max<int64_t>(0, after) * even);
    to += border_wide * even;
    const auto columns = std::min(wide, shape.in_wide - border_wide);
    if (channel_stride == 1) {
        for (int64_t x = 0; x < columns; ++x) {
            const auto at = y * row_stride + x * pixel_stride;
            auto pixel = to + x * even;
            if (brain) {
                std::memcpy(pixel, static_cast<const uint16_t*>(picture) + at, sizeof(uint16_t) * shape.channels);
            } else {
                const auto from = static_cast<const float*>(picture) + at;
                int64_t c = 0;
                for (; c + 16 <= shape.channels; c += 16)
                    _mm256_storeu_si256((__m256i*)(pixel + c), (__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(from + c)));
                for (; c < shape.channels; ++c) pixel[c] = narrow(from[c]);
            }
            if (even > shape.channels) pixel[shape.channels] = 0;
        }
        return;
    }
    // Channel by channel in columns of 16 pixels, two channels at a time: a pair of them is one word of the map.
    for (int64_t x = 0; x < columns; x += 16) {
        const auto n = std::min<int64_t>(16, columns - x);
        for (int64_t c = 0; c < even; c += 2) {
            uint16_t one[16], two[16] = {};
            for (int k = 0; k < 2; ++k) {
                auto line = k == 0 ? one : two;
                if (c + k >= shape.channels) continue;
                const auto at = (c + k) * channel_stride + y * row_stride + x * pixel_stride;
                for (int64_t i = 0; i < n; ++i)
                    line[i] = brain ? static_cast<const uint16_t*>(picture)[at + i * pixel_stride] : narrow(static_cast<const float*>(picture)[at + i * pixel_stride]);
            }
            for (int64_t i = 0; i < n; ++i) {
                const uint32_t both = one[i] | static_cast<uint32_t>(two[i]) << 16;
                std::memcpy(to + (x + i) * even + c, &both, 4);
            }
        }
    }
}

void multiply_block(const Convolution& shape, const uint16_t* map, const uint16_t* panel, int64_t first_output, int64_t row, int64_t rows,
                    int64_t column, int64_t columns, const float* bias, void* out, bool out_brain, float* sums) {
    const auto even = shape.even_channels();
    const auto taps = shape.taps_high * shape.taps_wide;
    const auto present = std::min(kPanel, shape.outputs - first_output);
    const auto step = shape.stride_wide * even;
    alignas(64) float start[kPanel] = {};
    if (bias) std::copy(bias + first_output, bias + first_output + present, start);
    for (int64_t p = 0; p < rows * columns; ++p) std::memcpy(sums + p * kPanel, start, sizeof start);

    // Rows are cut into tiles of nearly the same width, none above kRows.
    const auto tiles = (columns + kRows - 1) / kRows;
    const auto tap_bytes = even * kPanel * static_cast<int64_t>(sizeof(uint16_t));
    const auto taps_at_once = std::clamp<int64_t>(kStretch / tap_bytes, 1, taps);
    const auto parts = taps_at_once > 1 ? 1 : (tap_bytes + kStretch - 1) / kStretch;
    const auto part_pairs = (even / 2 + parts - 1) / parts;
    int64_t offsets[kMostTaps];
    for (int64_t tap = 0; tap < taps; tap += taps_at_once) {
        const auto count = std::min(taps_at_once, taps - tap);
        for (int64_t part = 0; part < parts; ++part) {
            const auto first_pair = part * part_pairs, pairs = std::min(part_pairs, even / 2 - first_pair);
            for (int64_t t = 0; t < count; ++t)
                offsets[t] = ((tap + t) / shape.taps_wide * shape.in_wide + (tap + t) % shape.taps_wide) * even + 2 * first_pair;
            const auto weights = panel + (tap * even / 2 + first_pair) * 2 * kPanel;
            for (int64_t y = 0; y < rows; ++y) {
                const auto line = map + ((row + y) * shape.stride_high * shape.in_wide + column * shape.stride_wide) * even;
                for (int64_t i = 0, x = 0; i < tiles; ++i) {
                    const auto next = (i + 1) * columns / tiles;
                    kByRows[next - x](line + x * step, step, offsets, count, pairs, weights, even * kPanel, sums + (y * columns + x) * kPanel);
                    x = next;
                }
            }
        }
    }

    for (int64_t y = 0; y < rows; ++y)
        for (int64_t x = 0; x < columns; ++x) {
            const auto from = sums + (y * columns + x) * kPanel;
            const auto at = ((row + y) * shape.out_wide + column + x) * shape.outputs + first_output;
            for (int64_t c = 0; c < present; c += 16) {
                const auto mask = static_cast<__mmask16>((1u << std::min<int64_t>(16, present - c)) - 1);
                const auto value = _mm512_loadu_ps(from + c);
                if (out_brain)
                    _mm256_mask_storeu_epi16(static_cast<uint16_t*>(out) + at + c, mask, (__m256i)_mm512_cvtneps_pbh(value));
                else
                    _mm512_mask_storeu_ps(static_cast<float*>(out) + at + c, mask, value);
            }
        }
}

}  // namespace atelier::kernels

#else

namespace atelier::kernels {
bool has_fast_brain_products() { return false; }
void pack_weights(const Convolution&, const void*, bool, uint16_t*) {}
void pack_row(const Convolution&, const void*, bool, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, uint16_t*) {}
void multiply_block(const Convolution&, const uint16_t*, const uint16_t*, int64_t, int64_t, int64_t, int64_t, int64_t, const float*, void*, bool, float*) {}
}  // namespace atelier::kernels

#endif
