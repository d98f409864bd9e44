// Convolutions and matrix products in bfloat16 with sums in single precision, over weights that were arranged once.
// A convolution is not made into a matrix: a tap of its kernel is a product of pixels that lie side by side, channels last.
// Plain pointers; nothing of libtorch.
#pragma once
#include <cstdint>

namespace atelier::kernels {

constexpr int64_t kPanel = 64;       // outputs that are computed together: four vectors
constexpr int64_t kMostTaps = 64;
constexpr int64_t kPixelBlock = 384; // pixels whose sums wait in the cache between two stretches of the weights

// A plain product has one row of pixels, one tap, stride 1 and no border.
struct Convolution {
    int64_t channels, outputs, taps_high, taps_wide, stride_high, stride_wide;
    int64_t in_high, in_wide;    // of one bordered map
    int64_t out_high, out_wide;
    int64_t in_size() const { return in_high * in_wide * even_channels(); }
    // A block of pixels is so many rows of so many columns; set by divide.
    int64_t block_high, block_wide;
    int64_t even_channels() const { return (channels + 1) / 2 * 2; }
    int64_t panels() const { return (outputs + kPanel - 1) / kPanel; }
    int64_t panel_size() const { return taps_high * taps_wide * even_channels() * kPanel; }
    int64_t down() const { return (out_high + block_high - 1) / block_high; }
    int64_t across() const { return (out_wide + block_wide - 1) / block_wide; }
    // Cuts count maps into blocks of at most kPixelBlock pixels, as even as can be, so that all threads get the same work.
    void divide(int64_t count, int64_t threads);
};

bool has_fast_brain_products();

// [outputs, channels, taps high, taps wide], single precision or bfloat16, to [panel][tap][channels / 2][64][2].
void pack_weights(const Convolution& shape, const void* weights, bool brain, uint16_t* packed);

// One picture [channels, high, wide] with strides to bfloat16 [high + border, wide + border, even channels].
// row: which of the bordered rows.
void pack_row(const Convolution& shape, const void* picture, bool brain, int64_t high, int64_t wide, int64_t channel_stride, int64_t row_stride,
              int64_t pixel_stride, int64_t border_high, int64_t border_wide, int64_t row, uint16_t* packed);

// One panel of outputs for a block of pixels of one picture. out: [high, wide, outputs].
void multiply_block(const Convolution& shape, const uint16_t* map, const uint16_t* panel, int64_t first_output, int64_t row, int64_t rows,
                    int64_t column, int64_t columns, const float* bias, void* out, bool out_brain, float* sums);

}  // namespace atelier::kernels
