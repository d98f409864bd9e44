// Plain loops that the compiler turns into vectors; one version of each function for AVX-512, AVX2 and any other CPU.
#include "elementwise.h"
#include <cmath>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define EACH_CPU __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EACH_CPU
#endif
#define INLINE inline __attribute__((always_inline))

namespace atelier::kernels {
namespace {

constexpr int64_t kBlock = 128;
using Lanes = float __attribute__((vector_size(64)));

INLINE void read(const Numbers& x, int64_t offset, int64_t count, float* out) {
    if (!x.brain) {
        std::memcpy(out, static_cast<const float*>(x.data) + offset, sizeof(float) * count);
        return;
    }
    auto p = static_cast<const uint16_t*>(x.data) + offset;
    for (int64_t i = 0; i < count; ++i) {
        uint32_t bits = static_cast<uint32_t>(p[i]) << 16;
        std::memcpy(out + i, &bits, 4);
    }
}

INLINE void write(const Numbers& y, int64_t offset, int64_t count, const float* in) {
    if (!y.brain) {
        std::memcpy(static_cast<float*>(y.data) + offset, in, sizeof(float) * count);
        return;
    }
    auto p = static_cast<uint16_t*>(y.data) + offset;
    for (int64_t i = 0; i < count; ++i) {
        uint32_t bits;
        std::memcpy(&bits, in + i, 4);
        // To the nearest, ties to even; a NaN stays one.
        uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
        p[i] = static_cast<uint16_t>((bits & 0x7FFFFFFF) > 0x7F800000 ? (bits >> 16) | 0x40 : rounded);
    }
}

// e^x to 2e-7 of it, for x clamped to where the result is a normal number.
INLINE float exponential(float x) {
    x = x < -87.f ? -87.f : x > 88.f ? 88.f : x;
    float whole = __builtin_rintf(x * 1.44269504f);
    float f = x - whole * 0.693359375f;
    f = f + whole * 2.12194440e-4f;
    float y = 1.9875691500e-4f;
    y = y * f + 1.3981999507e-3f;
    y = y * f + 8.3334519073e-3f;
    y = y * f + 4.1665795894e-2f;
    y = y * f + 1.6666665459e-1f;
    y = y * f + 5.0000001201e-1f;
    y = y * f * f + f + 1.f;
    int32_t bits = (static_cast<int32_t>(whole) + 127) << 23;
    float power;
    std::memcpy(&power, &bits, 4);
    return y * power;
}

// The error function to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26).
INLINE float error_function(float x) {
    float a = __builtin_fabsf(x);
    float t = 1.f / (1.f + 0.3275911f * a);
    float y = 1.061405429f;
    y = y * t - 1.453152027f;
    y = y * t + 1.421413741f;
    y = y * t - 0.284496736f;
    y = y * t + 0.254829592f;
    y = 1.f - y * t * exponential(-a * a);
    return __builtin_copysignf(y, x);
}

}  // namespace

EACH_CPU void statistics(Numbers x, int64_t offset, int64_t count, double epsilon, float* mean, float* scale) {
    // Sums of one stretch stay in single precision, sixteen side by side, so that their order does not depend on the CPU.
    constexpr int64_t stretch = 4096;
    float block[kBlock];
    double sum = 0, squares = 0;
    for (int64_t start = 0; start < count; start += stretch) {
        const auto length = count - start < stretch ? count - start : stretch;
        read(x, offset + start, 1, block);
        // The stretch's first number is taken off, so that squares of a mean far from zero do not drown the variance.
        const float origin = block[0];
        Lanes s = {}, q = {};
        for (int64_t i = 0; i < length; i += kBlock) {
            const auto n = length - i < kBlock ? length - i : kBlock;
            read(x, offset + start + i, n, block);
            for (int64_t j = n; j < kBlock; ++j) block[j] = origin;
            for (int64_t j = 0; j < kBlock; j += 16) {
                Lanes d;
                std::memcpy(&d, block + j, sizeof d);
                d -= origin;
                s += d;
                q += d * d;
            }
        }
        double part = 0, square = 0;
        for (int j = 0; j < 16; ++j) {
            part += s[j];
            square += q[j];
        }
        sum += part + static_cast<double>(length) * origin;
        squares += square + 2.0 * origin * part + static_cast<double>(length) * origin * origin;
    }
    const double m = sum / static_cast<double>(count);
    const double variance = squares / static_cast<double>(count) - m * m;
    *mean = static_cast<float>(m);
    *scale = static_cast<float>(1 / std::sqrt((variance > 0 ? variance : 0) + epsilon));
}

EACH_CPU void affine(Numbers x, Numbers y, int64_t offset, int64_t count, float a, float b, bool silu) {
    float block[kBlock];
    for (int64_t start = 0; start < count; start += kBlock) {
        const auto n = count - start < kBlock ? count - start : kBlock;
        read(x, offset + start, n, block);
        if (silu) {
            for (int64_t i = 0; i < n; ++i) {
                float v = block[i] * a + b;
                block[i] = v / (1.f + exponential(-v));
            }
        } else {
            for (int64_t i = 0; i < n; ++i) block[i] = block[i] * a + b;
        }
        write(y, offset + start, n, block);
    }
}

EACH_CPU void channel_sums(Numbers x, int64_t offset, int64_t pixels, int64_t channels, double* sums) {
    constexpr int64_t few = 64;  // pixels whose sums stay in single precision
    float block[kBlock];
    for (int64_t c = 0; c < channels; c += kBlock) {
        const auto n = channels - c < kBlock ? channels - c : kBlock;
        for (int64_t first = 0; first < pixels; first += few) {
            const auto last = pixels < first + few ? pixels : first + few;
            float origin[kBlock] = {}, s[kBlock] = {}, q[kBlock] = {};
            read(x, offset + first * channels + c, n, origin);
            for (int64_t p = first; p < last; ++p) {
                read(x, offset + p * channels + c, n, block);
                for (int64_t i = 0; i < kBlock; ++i) {
                    const float d = block[i] - origin[i];
                    s[i] += d;
                    q[i] += d * d;
                }
            }
            const auto count = static_cast<double>(last - first);
            for (int64_t i = 0; i < n; ++i) {
                const double o = origin[i];
                sums[c + i] += s[i] + count * o;
                sums[channels + c + i] += q[i] + 2 * o * s[i] + count * o * o;
            }
        }
    }
}

EACH_CPU void affine_channels(Numbers x, Numbers y, int64_t offset, int64_t count, const float* a, const float* b, bool silu) {
    float block[kBlock];
    for (int64_t start = 0; start < count; start += kBlock) {
        const auto n = count - start < kBlock ? count - start : kBlock;
        read(x, offset + start, n, block);
        for (int64_t i = 0; i < n; ++i) block[i] = block[i] * a[start + i] + b[start + i];
        if (silu)
            for (int64_t i = 0; i < n; ++i) block[i] = block[i] / (1.f + exponential(-block[i]));
        write(y, offset + start, n, block);
    }
}

EACH_CPU void gated_gelu(Numbers x, int64_t from, Numbers y, int64_t to, int64_t count) {
    float values[kBlock], gates[kBlock];
    for (int64_t start = 0; start < count; start += kBlock) {
        const auto n = count - start < kBlock ? count - start : kBlock;
        read(x, from + start, n, values);
        read(x, from + count + start, n, gates);
        for (int64_t i = 0; i < n; ++i) values[i] *= 0.5f * gates[i] * (1.f + error_function(gates[i] * 0.70710678f));
        write(y, to + start, n, values);
    }
}

EACH_CPU void gelu(Numbers x, Numbers y, int64_t offset, int64_t count, bool tanh) {
    float block[kBlock];
    for (int64_t start = 0; start < count; start += kBlock) {
        const auto n = count - start < kBlock ? count - start : kBlock;
        read(x, offset + start, n, block);
        if (tanh) {
            // (1 + tanh u) / 2 is the sigmoid of 2 u.
            for (int64_t i = 0; i < n; ++i) {
                const float v = block[i];
                block[i] = v / (1.f + exponential(-1.59576912f * (v + 0.044715f * v * v * v)));
            }
        } else {
            for (int64_t i = 0; i < n; ++i) block[i] *= 0.5f * (1.f + error_function(block[i] * 0.70710678f));
        }
        write(y, offset + start, n, block);
    }
}

EACH_CPU void gelu_gradient(Numbers x, Numbers g, Numbers y, int64_t offset, int64_t count, bool tanh) {
    float block[kBlock], slopes[kBlock];
    for (int64_t start = 0; start < count; start += kBlock) {
        const auto n = count - start < kBlock ? count - start : kBlock;
        read(x, offset + start, n, block);
        read(g, offset + start, n, slopes);
        if (tanh) {
            for (int64_t i = 0; i < n; ++i) {
                const float v = block[i];
                const float s = 1.f / (1.f + exponential(-1.59576912f * (v + 0.044715f * v * v * v)));
                slopes[i] *= s + v * s * (1.f - s) * 1.59576912f * (1.f + 0.134145f * v * v);
            }
        } else {
            for (int64_t i = 0; i < n; ++i) {
                const float v = block[i];
                slopes[i] *= 0.5f * (1.f + error_function(v * 0.70710678f)) + v * 0.39894228f * exponential(-0.5f * v * v);
            }
        }
        write(y, offset + start, n, slopes);
    }
}

EACH_CPU void rms_norm(Numbers x, Numbers y, int64_t offset, int64_t count, const Numbers* weight, double epsilon) {
    float block[kBlock], factors[kBlock];
    Lanes squares = {};
    for (int64_t start = 0; start < count; start += kBlock) {
        const auto n = count - start < kBlock ? count - start : kBlock;
        read(x, offset + start, n, block);
        for (int64_t i = n; i < kBlock; ++i) block[i] = 0.f;
        for (int64_t i = 0; i < kBlock; i += 16) {
            Lanes v;
            std::memcpy(&v, block + i, sizeof v);
            squares += v * v;
        }
    }
    double sum = 0;
    for (int i = 0; i < 16; ++i) sum += squares[i];
    const auto scale = static_cast<float>(1 / std::sqrt(sum / static_cast<double>(count) + epsilon));
    for (int64_t start = 0; start < count; start += kBlock) {
        const auto n = count - start < kBlock ? count - start : kBlock;
        read(x, offset + start, n, block);
        for (int64_t i = 0; i < n; ++i) block[i] *= scale;
        if (weight) {
            if (weight->brain) {
                uint16_t rounded[kBlock];
                write({rounded, true}, 0, n, block);
                read({rounded, true}, 0, n, block);
            }
            read(*weight, start, n, factors);
            for (int64_t i = 0; i < n; ++i) block[i] *= factors[i];
        }
        write(y, offset + start, n, block);
    }
}

EACH_CPU void layer_norm(Numbers x, int64_t from, Numbers y, int64_t to, int64_t count, const float* weight, const float* bias, double epsilon) {
    float mean, scale, block[kBlock];
    statistics(x, from, count, epsilon, &mean, &scale);
    for (int64_t start = 0; start < count; start += kBlock) {
        const auto n = count - start < kBlock ? count - start : kBlock;
        read(x, from + start, n, block);
        for (int64_t i = 0; i < n; ++i) {
            float v = (block[i] - mean) * scale;
            if (weight) v *= weight[start + i];
            if (bias) v += bias[start + i];
            block[i] = v;
        }
        write(y, to + start, n, block);
    }
}

}  // namespace atelier::kernels
