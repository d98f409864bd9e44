// Gradients: modes, backward, and functions whose backward is managed code (gradient checkpointing among them).
#include "abi.h"
#include <c10/core/InferenceMode.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/variable.h>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <vector>

using namespace atelier;
using torch::autograd::variable_list;

ATELIER_API int32_t atelier_grad_enabled() { return c10::GradMode::is_enabled(); }
ATELIER_API void atelier_grad_set_enabled(int32_t on) { c10::GradMode::set_enabled(on != 0); }
ATELIER_API void* atelier_inference_begin() { return new c10::InferenceMode(true); }
ATELIER_API void atelier_inference_end(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

ATELIER_API int32_t atelier_tensor_requires_grad(void* handle) { return static_cast<Handle>(handle)->requires_grad(); }

ATELIER_API int32_t atelier_tensor_set_requires_grad(void* handle, int32_t on) {
    return guarded([&] { borrow(handle).set_requires_grad(on != 0); });
}

ATELIER_API void* atelier_tensor_grad(void* handle) { return release(at::Tensor(borrow(handle).grad())); }

ATELIER_API void atelier_tensor_set_grad(void* handle, void* grad) { borrow(handle).mutable_grad() = borrow(grad); }

ATELIER_API int32_t atelier_backward(void* const* roots, void* const* gradients, int64_t count, int32_t retain) {
    return guarded([&] {
        variable_list tensors, grads;
        for (int64_t i = 0; i < count; ++i) {
            tensors.push_back(borrow(roots[i]));
            grads.push_back(gradients ? borrow(gradients[i]) : at::Tensor());
        }
        torch::autograd::backward(tensors, grads, retain != 0);
    });
}

// results[i] is null where input i is not reached.
ATELIER_API int32_t atelier_gradients(void* output, void* gradient, void* const* inputs, int64_t count, int32_t create_graph,
                                      int32_t retain, void** results) {
    return guarded([&] {
        variable_list tensors;
        for (int64_t i = 0; i < count; ++i) tensors.push_back(borrow(inputs[i]));
        auto grads = torch::autograd::grad({borrow(output)}, tensors, {borrow(gradient)}, retain != 0, create_graph != 0, true);
        for (int64_t i = 0; i < count; ++i) results[i] = release(std::move(grads[i]));
    });
}

namespace {

// backward(context, gradients of outputs, outputs, gradients of inputs, inputs): false after an error that managed code keeps.
using Backward = int32_t (*)(void*, void* const*, int64_t, void**, int64_t);
using Released = void (*)(void*);

struct ManagedFunction : torch::autograd::Node {
    Backward backward = nullptr;
    Released released = nullptr;
    void* context = nullptr;
    int64_t inputs = 0;

    ~ManagedFunction() override {
        if (released) released(context);
    }

    variable_list apply(variable_list&& grads) override {
        std::vector<void*> given, results(inputs, nullptr);
        for (auto& g : grads) given.push_back(release(std::move(g)));
        if (!backward(context, given.data(), static_cast<int64_t>(given.size()), results.data(), inputs))
            throw std::runtime_error("a managed backward function failed");
        variable_list out;
        for (auto r : results)
            out.push_back(r ? at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<Handle>(r))) : at::Tensor());
        return out;
    }
};

// How libtorch holds a node: a shared pointer with a deleter of its own, in newer versions an intrusive one.
using NodePointer = decltype(torch::autograd::Edge::function);

template <typename Pointer, typename Function>
Pointer held(Function*& node) {
    if constexpr (std::is_same_v<Pointer, std::shared_ptr<torch::autograd::Node>>) {
        node = new Function();
        return Pointer(node, [](auto* last) { deleteNode(last); });
    } else {
        auto made = c10::make_intrusive<Function>();
        node = made.get();
        return made;
    }
}

}  // namespace

// Ties outputs (computed without a graph) to inputs: their gradient is what backward answers.
ATELIER_API int32_t atelier_attach_function(void* const* inputs, int64_t input_count, void* const* outputs, int64_t output_count,
                                            Backward backward, Released released, void* context) {
    return guarded([&] {
        variable_list tensors;
        for (int64_t i = 0; i < input_count; ++i) tensors.push_back(borrow(inputs[i]));
        ManagedFunction* node = nullptr;
        auto pointer = held<NodePointer>(node);
        node->backward = backward;
        node->released = released;
        node->context = context;
        node->inputs = input_count;
        node->set_next_edges(torch::autograd::collect_next_edges(tensors));
        for (int64_t i = 0; i < output_count; ++i) {
            auto output = borrow(outputs[i]);
            torch::autograd::set_history(output, pointer);
        }
    });
}
