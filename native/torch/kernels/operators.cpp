// Kernels of our own as operators of the library "atelier", so that they are found and called like any other.
// Forward only, but for gelu; a caller that needs another gradient takes libtorch's operators.
#include "attention.h"
#include "elementwise.h"
#include "linear8.h"
#include "products.h"
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include <algorithm>
#include <cmath>
#include <string>

namespace atelier::kernels {
namespace {

constexpr double kLog2OfE = 1.4426950408889634;

// Named through a schema's own type: libtorch had an optional of its own before it took the standard one.
using MaybeTensor = decltype(c10::IValue().toOptional<at::Tensor>());

bool is_brain(const at::Tensor& x) {
    TORCH_CHECK(x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16, "takes float32 or bfloat16, not ", x.scalar_type());
    return x.scalar_type() == at::kBFloat16;
}

Numbers numbers(const at::Tensor& x) { return {x.data_ptr(), is_brain(x)}; }

const float* floats(const MaybeTensor& x, int64_t count, at::Tensor& keep) {
    if (!x || !x->defined()) return nullptr;
    TORCH_CHECK(x->numel() == count, "a weight or bias has ", x->numel(), " numbers, wanted ", count);
    keep = x->to(at::kFloat).contiguous();
    return keep.data_ptr<float>();
}

bool cpu_has(std::string what) {
    if (what == "attention in bfloat16") return attention_kernel(true) != nullptr;
    if (what == "attention in float32") return attention_kernel(false) != nullptr;
    if (what == "int8") return int8_kernel() != nullptr;
    if (what == "products") return has_fast_brain_products();
    TORCH_CHECK(false, "no such kernel");
}

Rows rows(const at::Tensor& x, int64_t batch, int64_t head) {
    const auto size = x.element_size();
    return {static_cast<const char*>(x.data_ptr()) + (batch * x.stride(0) + head * x.stride(1)) * size, x.stride(2), is_brain(x)};
}

// q [B, H, N, D], k [B, H, M, D], v [B, H, M, E] to [B, H, N, E], laid out as [B, N, H, E]; bias [B or 1, M] or none. brain: products in bfloat16.
at::Tensor attention(const at::Tensor& q_in, const at::Tensor& k_in, const at::Tensor& v_in, const MaybeTensor& bias_in, double scale, bool brain) {
    const auto kernel = attention_kernel(brain);
    TORCH_CHECK(kernel != nullptr, "this CPU has no such kernel");
    auto flat = [](const at::Tensor& x) { return x.stride(3) == 1 ? x : x.contiguous(); };
    const auto q = flat(q_in), k = flat(k_in), v = flat(v_in);
    const AttentionShape shape{q.size(2), k.size(2), q.size(3), v.size(3), static_cast<float>(scale * kLog2OfE)};
    const auto batch = q.size(0), heads = q.size(1);
    at::Tensor bias;
    if (bias_in && bias_in->defined()) {
        TORCH_CHECK(bias_in->dim() == 2 && bias_in->size(1) == shape.keys, "the bias is [batch, keys]");
        bias = (bias_in->to(at::kFloat) * kLog2OfE).contiguous();
    }

    const auto bytes = q.options().dtype(at::kByte);
    const auto key_bytes = kernel->key_bytes(shape), own = key_bytes + kernel->value_bytes(shape);
    const auto packed = at::empty({batch * heads * own}, bytes);
    at::parallel_for(0, batch * heads, 1, [&](int64_t begin, int64_t end) {
        for (auto i = begin; i < end; ++i) {
            const auto to = packed.data_ptr<uint8_t>() + i * own;
            kernel->pack_keys(shape, rows(k, i / heads, i % heads), to);
            kernel->pack_values(shape, rows(v, i / heads, i % heads), to + key_bytes);
        }
    });

    auto out = at::empty({batch, shape.queries, heads, shape.value_width}, q.options());
    const auto blocks = (shape.queries + kQueryBlock - 1) / kQueryBlock;
    at::parallel_for(0, batch * heads * blocks, 1, [&](int64_t begin, int64_t end) {
        const auto scratch = at::empty({kernel->scratch_bytes(shape)}, bytes);
        for (auto i = begin; i < end; ++i) {
            const auto b = i / blocks / heads, h = i / blocks % heads, first = i % blocks * kQueryBlock;
            auto from = rows(q, b, h);
            from.data = static_cast<const char*>(from.data) + first * from.stride * q.element_size();
            const auto keys = packed.data_ptr<uint8_t>() + i / blocks * own;
            const auto key_bias = bias.defined() ? bias.data_ptr<float>() + (bias.size(0) == 1 ? 0 : b) * shape.keys : nullptr;
            const auto to = static_cast<char*>(out.data_ptr()) + ((b * shape.queries + first) * heads + h) * shape.value_width * out.element_size();
            kernel->attend(shape, from, std::min(kQueryBlock, shape.queries - first), keys, keys + key_bytes, key_bias, to, heads * shape.value_width,
                           is_brain(out), scratch.data_ptr<uint8_t>());
        }
    });
    return out.transpose(1, 2);
}

// x [.., in] times quantised rows [out, bytes] to [.., out], in the type of x.
at::Tensor linear_quantised(const at::Tensor& x_in, const at::Tensor& weight, int64_t type, const MaybeTensor& bias_in) {
    const auto x = x_in.contiguous();
    const auto brain = is_brain(x);
    const auto kind = static_cast<Quantised>(type);
    const auto kernel = int8_kernel();
    TORCH_CHECK(kernel, "this CPU has no int8 products");
    const auto width = x.size(-1), count = width > 0 ? x.numel() / width : 0, outputs = weight.size(0);
    TORCH_CHECK(weight.scalar_type() == at::kByte && weight.dim() == 2 && weight.is_contiguous() && weight.size(1) == row_bytes(kind, width) && weight.size(1) > 0,
                "quantised rows of ", width, " weights do not have ", weight.size(-1), " bytes");
    at::Tensor keep;
    const auto bias = floats(bias_in, outputs, keep);
    const auto blocks = width / kBlock8;
    auto bytes = at::empty({count, width}, x.options().dtype(at::kChar));
    auto scales = at::empty({count, blocks}, x.options().dtype(at::kFloat));
    auto sums = at::empty({count, blocks}, x.options().dtype(at::kInt));
    const Rounded rounded{bytes.data_ptr<int8_t>(), scales.data_ptr<float>(), sums.data_ptr<int32_t>()};
    at::parallel_for(0, count, 8, [&](int64_t begin, int64_t end) {
        for (auto r = begin; r < end; ++r)
            kernel->round_row(static_cast<const char*>(x.data_ptr()) + r * width * x.element_size(), brain, width,
                              {rounded.numbers + r * width, rounded.scales + r * blocks, rounded.sums + r * blocks});
    });

    auto shape = x.sizes().vec();
    shape.back() = outputs;
    auto out = at::empty(shape, x.options());
    at::parallel_for(0, (outputs + kTile8 - 1) / kTile8, 1, [&](int64_t begin, int64_t end) {
        auto scratch = at::empty({kernel->tile_scratch(count)}, weight.options());
        for (auto t = begin; t < end; ++t)
            kernel->multiply_tile(kind, weight.data_ptr<uint8_t>(), outputs, t * kTile8, width, rounded, count, bias, out.data_ptr(), brain, scratch.data_ptr());
    });
    return out;
}

Convolution shape_of(at::IntArrayRef weight, at::IntArrayRef stride) {
    Convolution shape{};
    shape.outputs = weight[0];
    shape.channels = weight[1];
    shape.taps_high = weight[2];
    shape.taps_wide = weight[3];
    shape.stride_high = stride[0];
    shape.stride_wide = stride[1];
    TORCH_CHECK(shape.taps_high * shape.taps_wide <= kMostTaps, "kernels have at most ", kMostTaps, " taps");
    return shape;
}

// [out, in, high, wide] to the order that convolve and linear read; one dimension, bfloat16.
at::Tensor pack(const at::Tensor& weight_in) {
    const auto weight = weight_in.contiguous();
    const auto shape = shape_of(weight.sizes(), {1, 1});
    auto packed = at::empty({shape.panels() * shape.panel_size()}, weight.options().dtype(at::kBFloat16));
    pack_weights(shape, weight.data_ptr(), is_brain(weight), static_cast<uint16_t*>(packed.data_ptr()));
    return packed;
}

// All blocks of one or more maps that lie after each other as shape says.
void multiply(Convolution shape, const uint16_t* maps, int64_t count, const at::Tensor& packed, const float* bias, const at::Tensor& out) {
    TORCH_CHECK(packed.numel() == shape.panels() * shape.panel_size(), "the weight was packed for another shape");
    shape.divide(count, at::get_num_threads());
    const auto down = shape.down(), across = shape.across(), blocks = count * down * across, panels = shape.panels();
    const auto brain = is_brain(out);
    const auto weights = static_cast<const uint16_t*>(packed.data_ptr());
    const auto picture = shape.out_high * shape.out_wide * shape.outputs * out.element_size();
    // Of weights and maps the larger is read from far memory once: a panel goes over all blocks, or a block over all panels.
    const bool by_panel = panels * shape.panel_size() > count * shape.in_size();
    at::parallel_for(0, panels * blocks, 1, [&](int64_t begin, int64_t end) {
        auto sums = at::empty({kPixelBlock * kPanel}, packed.options().dtype(at::kFloat));
        for (auto i = begin; i < end; ++i) {
            const auto panel = by_panel ? i / blocks : i % panels, block = by_panel ? i % blocks : i / panels;
            const auto map = block / (down * across);
            const auto row = block / across % down * shape.block_high, column = block % across * shape.block_wide;
            multiply_block(shape, maps + map * shape.in_size(), weights + panel * shape.panel_size(), panel * kPanel, row,
                           std::min(shape.block_high, shape.out_high - row), column, std::min(shape.block_wide, shape.out_wide - column), bias,
                           static_cast<char*>(out.data_ptr()) + map * picture, brain, sums.data_ptr<float>());
        }
    });
}

// [B, C, H, W] in any order of memory to [B, out, H', W'], channels last, in the type of x.
at::Tensor convolve(const at::Tensor& x, const at::Tensor& packed, const MaybeTensor& bias_in, at::IntArrayRef weight, at::IntArrayRef stride, at::IntArrayRef padding) {
    auto shape = shape_of(weight, stride);
    const auto batch = x.size(0), high = x.size(2), wide = x.size(3);
    TORCH_CHECK(x.size(1) == shape.channels, "the input has ", x.size(1), " channels, the weight ", shape.channels);
    shape.in_high = high + 2 * padding[0];
    shape.in_wide = wide + 2 * padding[1];
    shape.out_high = (shape.in_high - shape.taps_high) / shape.stride_high + 1;
    shape.out_wide = (shape.in_wide - shape.taps_wide) / shape.stride_wide + 1;
    TORCH_CHECK(shape.in_high >= shape.taps_high && shape.in_wide >= shape.taps_wide, "the kernel is larger than the map");
    at::Tensor keep;
    const auto bias = floats(bias_in, shape.outputs, keep);
    const auto brain = is_brain(x);
    // Channels-last bfloat16 without a border is read where it lies.
    const bool as_it_lies = brain && padding[0] == 0 && padding[1] == 0 && shape.channels % 2 == 0 && x.stride(1) == 1 && x.stride(3) == shape.channels
        && x.stride(2) == wide * shape.channels && (batch == 1 || x.stride(0) == shape.in_size());
    at::Tensor maps;
    if (!as_it_lies) {
        maps = at::empty({batch * shape.in_size()}, x.options().dtype(at::kBFloat16));
        const auto data = static_cast<uint16_t*>(maps.data_ptr());
        at::parallel_for(0, batch * shape.in_high, 1, [&](int64_t begin, int64_t end) {
            for (auto i = begin; i < end; ++i)
                pack_row(shape, static_cast<const char*>(x.data_ptr()) + i / shape.in_high * x.stride(0) * x.element_size(), brain, high, wide, x.stride(1),
                         x.stride(2), x.stride(3), padding[0], padding[1], i % shape.in_high, data + i / shape.in_high * shape.in_size());
        });
    }
    auto out = at::empty({batch, shape.out_high, shape.out_wide, shape.outputs}, x.options());
    multiply(shape, static_cast<const uint16_t*>((as_it_lies ? x : maps).data_ptr()), batch, packed, bias, out);
    return out.permute({0, 3, 1, 2});
}

// x [.., in] to [.., out], in the type of x.
at::Tensor linear(const at::Tensor& x_in, const at::Tensor& packed, const MaybeTensor& bias_in, int64_t outputs) {
    auto x = x_in.to(at::kBFloat16).contiguous();
    auto width = x.size(-1);
    auto sizes = x.sizes().vec();
    sizes.back() = outputs;
    auto out = at::empty(sizes, x_in.options());
    at::Tensor keep;
    const auto bias = floats(bias_in, outputs, keep);
    if (width % 2 != 0) x = at::constant_pad_nd(x, {0, 1});
    auto shape = shape_of({outputs, width, 1, 1}, {1, 1});
    shape.in_high = shape.out_high = 1;
    shape.in_wide = shape.out_wide = x.numel() / x.size(-1);
    multiply(shape, static_cast<const uint16_t*>(x.data_ptr()), 1, packed, bias, out);
    return out;
}

at::Tensor like(const at::Tensor& x, at::IntArrayRef shape, bool brain) { return at::empty(shape, x.options().dtype(brain ? at::kBFloat16 : at::kFloat)); }

// Channels last: the numbers of a group lie apart, so sums go channel by channel over stretches of pixels whose number does not depend on the threads.
at::Tensor group_norm_last(const at::Tensor& x, int64_t groups, const float* weight, const float* bias, double epsilon, bool silu, bool brain) {
    const auto batch = x.size(0), channels = x.size(1), own = channels / groups, pixels = x.numel() / std::max<int64_t>(1, batch * channels);
    auto out = at::empty_like(x, x.options().dtype(brain ? at::kBFloat16 : at::kFloat));
    const auto stretch = std::max<int64_t>(64, (pixels + 63) / 64), stretches = (pixels + stretch - 1) / stretch;
    auto sums = at::zeros({batch * stretches, 2, channels}, x.options().dtype(at::kDouble));
    const auto sum = sums.data_ptr<double>();
    at::parallel_for(0, batch * stretches, 1, [&](int64_t begin, int64_t end) {
        for (auto i = begin; i < end; ++i) {
            const auto first = i % stretches * stretch;
            channel_sums(numbers(x), (i / stretches * pixels + first) * channels, std::min(stretch, pixels - first), channels, sum + i * 2 * channels);
        }
    });
    auto factors = at::empty({batch, 2, channels}, x.options().dtype(at::kFloat));
    const auto factor = factors.data_ptr<float>();
    for (int64_t b = 0; b < batch; ++b)
        for (int64_t g = 0; g < groups; ++g) {
            double total = 0, squares = 0;
            for (int64_t s = 0; s < stretches; ++s)
                for (int64_t c = g * own; c < (g + 1) * own; ++c) {
                    total += sum[((b * stretches + s) * 2) * channels + c];
                    squares += sum[((b * stretches + s) * 2 + 1) * channels + c];
                }
            const auto count = static_cast<double>(own * pixels), mean = total / count;
            const auto scale = 1 / std::sqrt(std::max(0.0, squares / count - mean * mean) + epsilon);
            for (int64_t c = g * own; c < (g + 1) * own; ++c) {
                const auto a = scale * (weight ? weight[c] : 1.0);
                factor[(b * 2) * channels + c] = static_cast<float>(a);
                factor[(b * 2 + 1) * channels + c] = static_cast<float>((bias ? bias[c] : 0.0) - mean * a);
            }
        }
    at::parallel_for(0, batch * pixels, 64, [&](int64_t begin, int64_t end) {
        for (auto p = begin; p < end; ++p)
            affine_channels(numbers(x), numbers(out), p * channels, channels, factor + p / pixels * 2 * channels, factor + (p / pixels * 2 + 1) * channels, silu);
    });
    return out;
}

// [B, C, ..] to the same shape and order of memory; activated by SiLU where asked.
at::Tensor group_norm(const at::Tensor& x_in, int64_t groups, const MaybeTensor& weight_in, const MaybeTensor& bias_in, double epsilon, bool silu, bool brain) {
    const auto channels = x_in.size(1), own = channels / groups;
    at::Tensor keep_weight, keep_bias;
    const auto weight = floats(weight_in, channels, keep_weight), bias = floats(bias_in, channels, keep_bias);
    if (x_in.dim() == 4 && !x_in.is_contiguous() && x_in.is_contiguous(at::MemoryFormat::ChannelsLast))
        return group_norm_last(x_in, groups, weight, bias, epsilon, silu, brain);
    const auto x = x_in.contiguous();
    const auto pixels = x.numel() / std::max<int64_t>(1, x.size(0) * channels);
    auto out = like(x, x.sizes(), brain);
    at::parallel_for(0, x.size(0) * groups, 1, [&](int64_t begin, int64_t end) {
        for (auto g = begin; g < end; ++g) {
            float mean, scale;
            statistics(numbers(x), g * own * pixels, own * pixels, epsilon, &mean, &scale);
            for (int64_t c = 0; c < own; ++c) {
                const auto channel = g % groups * own + c;
                const auto a = scale * (weight ? weight[channel] : 1.f);
                affine(numbers(x), numbers(out), (g * own + c) * pixels, pixels, a, (bias ? bias[channel] : 0.f) - mean * a, silu);
            }
        }
    });
    return out;
}

at::Tensor layer_norm_last(const at::Tensor& x_in, const MaybeTensor& weight_in, const MaybeTensor& bias_in, double epsilon, bool brain) {
    const auto x = x_in.contiguous();
    const auto width = x.size(-1);
    at::Tensor keep_weight, keep_bias;
    const auto weight = floats(weight_in, width, keep_weight), bias = floats(bias_in, width, keep_bias);
    auto out = like(x, x.sizes(), brain);
    at::parallel_for(0, x.numel() / width, 16, [&](int64_t begin, int64_t end) {
        for (auto r = begin; r < end; ++r) layer_norm(numbers(x), r * width, numbers(out), r * width, width, weight, bias, epsilon);
    });
    return out;
}

// work(offset, count) for stretches of a tensor's numbers.
template <class Work>
void by_stretch(const at::Tensor& x, const Work& work) {
    constexpr int64_t stretch = 1024;
    at::parallel_for(0, (x.numel() + stretch - 1) / stretch, 8, [&](int64_t begin, int64_t end) {
        work(begin * stretch, std::min(end * stretch, x.numel()) - begin * stretch);
    });
}

at::Tensor gelu_all(const at::Tensor& x_in, bool tanh) {
    const auto x = x_in.contiguous();
    auto out = like(x, x.sizes(), is_brain(x));
    by_stretch(x, [&](int64_t offset, int64_t count) { gelu(numbers(x), numbers(out), offset, count, tanh); });
    return out;
}

// libtorch computes gelu and its slope several times slower, number by number.
struct Gelu : torch::autograd::Function<Gelu> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, bool tanh) {
        at::AutoDispatchBelowADInplaceOrView below;
        context->save_for_backward({x});
        context->saved_data["tanh"] = tanh;
        return gelu_all(x, tanh);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
        const auto x_in = context->get_saved_variables()[0];
        const bool tanh = context->saved_data["tanh"].toBool();
        // Where the gradient is to have one itself.
        if (at::GradMode::is_enabled()) return {at::gelu_backward(gradients[0], x_in, tanh ? "tanh" : "none"), at::Tensor()};
        const auto x = x_in.contiguous(), g = gradients[0].contiguous();
        auto out = like(x, x.sizes(), is_brain(x));
        is_brain(g);
        by_stretch(x, [&](int64_t offset, int64_t count) { gelu_gradient(numbers(x), numbers(g), numbers(out), offset, count, tanh); });
        return {out, at::Tensor()};
    }
};

// Over the last dimension; weight of float32 or bfloat16, or none.
at::Tensor rms_norm_last(const at::Tensor& x_in, const MaybeTensor& weight_in, double epsilon, bool brain) {
    const auto x = x_in.contiguous();
    const auto width = x.size(-1);
    const bool weighed = weight_in && weight_in->defined();
    const auto weight = weighed ? weight_in->contiguous() : at::Tensor();
    TORCH_CHECK(!weighed || weight.numel() == width, "the weight has ", weight.numel(), " numbers, wanted ", width);
    const auto factors = weighed ? numbers(weight) : Numbers{};
    auto out = like(x, x.sizes(), brain);
    at::parallel_for(0, x.numel() / width, 16, [&](int64_t begin, int64_t end) {
        for (auto r = begin; r < end; ++r) rms_norm(numbers(x), numbers(out), r * width, width, weighed ? &factors : nullptr, epsilon);
    });
    return out;
}

// [.., values and gates] to values * gelu(gates), in the type of x.
at::Tensor gated_gelu_last(const at::Tensor& x_in) {
    const auto x = x_in.contiguous();
    const auto width = x.size(-1) / 2;
    auto shape = x.sizes().vec();
    shape.back() = width;
    auto out = like(x, shape, is_brain(x));
    at::parallel_for(0, x.numel() / (2 * width), 16, [&](int64_t begin, int64_t end) {
        for (auto r = begin; r < end; ++r) gated_gelu(numbers(x), r * 2 * width, numbers(out), r * width, width);
    });
    return out;
}

}  // namespace

TORCH_LIBRARY(atelier, m) {
    m.def("cpu_has(str what) -> bool", cpu_has);
    m.def("attention(Tensor q, Tensor k, Tensor v, Tensor? bias, float scale, bool brain) -> Tensor");
    m.def("linear_quantised(Tensor x, Tensor weight, int type, Tensor? bias) -> Tensor");
    m.def("pack(Tensor weight) -> Tensor");
    m.def("convolve(Tensor x, Tensor packed, Tensor? bias, int[] weight, int[] stride, int[] padding) -> Tensor");
    m.def("linear(Tensor x, Tensor packed, Tensor? bias, int outputs) -> Tensor");
    m.def("group_norm(Tensor x, int groups, Tensor? weight, Tensor? bias, float epsilon, bool silu, bool brain) -> Tensor");
    m.def("layer_norm(Tensor x, Tensor? weight, Tensor? bias, float epsilon, bool brain) -> Tensor");
    m.def("rms_norm(Tensor x, Tensor? weight, float epsilon, bool brain) -> Tensor");
    m.def("gelu(Tensor x, bool tanh) -> Tensor");
    m.def("gated_gelu(Tensor x) -> Tensor");
}

TORCH_LIBRARY_IMPL(atelier, CPU, m) {
    m.impl("attention", attention);
    m.impl("linear_quantised", linear_quantised);
    m.impl("pack", pack);
    m.impl("convolve", convolve);
    m.impl("linear", linear);
    m.impl("group_norm", group_norm);
    m.impl("layer_norm", layer_norm_last);
    m.impl("rms_norm", rms_norm_last);
    m.impl("gelu", gelu_all);
    m.impl("gated_gelu", gated_gelu_last);
}

TORCH_LIBRARY_IMPL(atelier, AutogradCPU, m) {
    m.impl("gelu", [](const at::Tensor& x, bool tanh) { return Gelu::apply(x, tanh); });
}

}  // namespace atelier::kernels
