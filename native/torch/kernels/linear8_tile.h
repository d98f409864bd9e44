// How blocks of quantised weights become the bytes that int8 products read. Compiled with each of them, for what its CPU has.
#pragma once
#include <immintrin.h>
#include <algorithm>
#include <cstring>

#include "linear8.h"

namespace atelier::kernels {
namespace {

constexpr int64_t kDepth = 32;  // blocks of one stretch of a tile: 32 KB of weights stay in the first cache

// One stretch of a tile: weights as unsigned bytes [block][4 weights][32 rows][4], what a byte is worth, and what is taken off.
struct Tile {
    uint8_t bytes[kDepth * kBlock8 * kTile8];
    float scales[kDepth * kTile8];
    float offsets[kDepth * kTile8];
};

inline float half(const uint8_t* p) {
    uint16_t bits;
    std::memcpy(&bits, p, 2);
    return _cvtsh_ss(bits);
}

inline void place(Tile& tile, int64_t block, int64_t row, const uint8_t* bytes) {
    auto to = tile.bytes + block * kBlock8 * kTile8 + row * 4;
    for (int i = 0; i < 8; ++i) std::memcpy(to + i * 4 * kTile8, bytes + i * 4, 4);
}

inline void nibbles(const uint8_t* p, uint8_t* low, uint8_t* high, int count) {
    for (int i = 0; i < count; ++i) {
        low[i] = p[i] & 15;
        high[i] = p[i] >> 4;
    }
}

// The six-bit scale and minimum of part j of a super-block.
inline void parts(const uint8_t* p, int j, int& scale, int& minimum) {
    if (j < 4) {
        scale = p[j] & 63;
        minimum = p[j + 4] & 63;
    } else {
        scale = (p[j + 4] & 15) | (p[j - 4] >> 6 << 4);
        minimum = (p[j + 4] >> 4) | (p[j] >> 6 << 4);
    }
}

// What one byte stands for: scale * (byte - zero) - offset. Returns zero, which is the same for all blocks of a type.
constexpr int zero(Quantised type) {
    return type == Quantised::Q8_0 ? 128 : type == Quantised::Q4_0 ? 8 : type == Quantised::Q5_0 ? 16 : 0;
}
constexpr bool has_offset(Quantised type) { return zero(type) == 0; }

// Blocks from, from + 1, ... of one weight row into the tile. as_stored: the bytes of Q8_0 with their signs, where they stand for themselves.
inline void unpack(bool as_stored, Quantised type, const uint8_t* row, int64_t from, int64_t blocks, int64_t lane, Tile& tile) {
    uint8_t bytes[kBlock8];
    for (int64_t b = 0; b < blocks; ++b) {
        float scale, offset = 0;
        if (type == Quantised::Q8_0) {
            const auto p = row + (from + b) * 34;
            scale = half(p);
            const auto stored = _mm256_loadu_si256((const __m256i*)(p + 2));
            _mm256_storeu_si256((__m256i*)bytes, as_stored ? stored : _mm256_xor_si256(stored, _mm256_set1_epi8(-128)));
        } else if (type == Quantised::Q4_0 || type == Quantised::Q4_1) {
            const auto p = row + (from + b) * (type == Quantised::Q4_0 ? 18 : 20);
            scale = half(p);
            if (type == Quantised::Q4_1) offset = -half(p + 2);
            nibbles(p + (type == Quantised::Q4_0 ? 2 : 4), bytes, bytes + 16, 16);
        } else if (type == Quantised::Q5_0 || type == Quantised::Q5_1) {
            const auto p = row + (from + b) * (type == Quantised::Q5_0 ? 22 : 24);
            scale = half(p);
            if (type == Quantised::Q5_1) offset = -half(p + 2);
            const auto q = p + (type == Quantised::Q5_0 ? 2 : 4);
            uint32_t high;
            std::memcpy(&high, q, 4);
            nibbles(q + 4, bytes, bytes + 16, 16);
            for (int i = 0; i < 32; ++i) bytes[i] |= (high >> i & 1) << 4;
        } else {
            const bool five = type == Quantised::Q5_K;
            const auto p = row + (from + b) / 8 * (five ? 176 : 144);
            const auto j = static_cast<int>((from + b) % 8);
            int s, m;
            parts(p + 4, j, s, m);
            scale = half(p) * static_cast<float>(s);
            offset = half(p + 2) * static_cast<float>(m);
            const auto q = p + (five ? 48 : 16) + j / 2 * 32;
            for (int i = 0; i < 32; ++i) bytes[i] = j % 2 ? q[i] >> 4 : q[i] & 15;
            if (five)
                for (int i = 0; i < 32; ++i) bytes[i] |= (p[16 + i] >> j & 1) << 4;
        }
        place(tile, b, lane, bytes);
        tile.scales[b * kTile8 + lane] = scale;
        tile.offsets[b * kTile8 + lane] = offset;
    }
}

int64_t tile_scratch(int64_t rows) { return static_cast<int64_t>(sizeof(Tile)) + rows * kTile8 * static_cast<int64_t>(sizeof(float)); }

// Sums [rows, 32] of the columns from first on, within scratch: the bias, then stretch by stretch what products(tile, blocks, from, sums) adds.
template <class Products>
float* sum_tile(bool as_stored, Quantised type, const uint8_t* weights, int64_t outputs, int64_t first, int64_t width, int64_t rows,
                const float* bias, void* scratch, Products products) {
    auto& tile = *static_cast<Tile*>(scratch);
    auto sums = reinterpret_cast<float*>(static_cast<uint8_t*>(scratch) + sizeof(Tile));
    const auto present = std::min(kTile8, outputs - first);
    float start[kTile8] = {};
    if (bias) std::copy(bias + first, bias + first + present, start);
    for (int64_t r = 0; r < rows; ++r) std::copy(start, start + kTile8, sums + r * kTile8);
    const auto bytes = row_bytes(type, width);
    for (int64_t from = 0; from < width / kBlock8; from += kDepth) {
        const auto blocks = std::min(kDepth, width / kBlock8 - from);
        // Rows past the end repeat the last one; what they give is not stored.
        for (int64_t lane = 0; lane < kTile8; ++lane) unpack(as_stored, type, weights + (first + std::min(lane, present - 1)) * bytes, from, blocks, lane, tile);
        products(tile, blocks, from, sums);
    }
    return sums;
}

}  // namespace
}  // namespace atelier::kernels
