// Every ATen operator through the boxed dispatcher: find by schema name, push typed arguments, call, pop.
#include "abi.h"
#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <stdexcept>
#include <utility>
#include <vector>

namespace atelier {
namespace {

template <typename T>
std::vector<T> list(const Value& v) {
    auto p = static_cast<const T*>(v.p);
    return {p, p + v.n};
}

c10::IValue push(const Value& v) {
    switch (v.tag) {
        case None: return {};
        case Tensor: return borrow(v.p);
        case Int: return v.i;
        case Double: return v.d;
        case Bool: return v.i != 0;
        case IntList: return list<int64_t>(v);
        case DoubleList: return list<double>(v);
        case BoolList: {
            c10::List<bool> flags;
            for (int64_t i = 0; i < v.n; ++i) flags.push_back(static_cast<const int64_t*>(v.p)[i] != 0);
            return flags;
        }
        case TensorList: {
            c10::List<at::Tensor> tensors;
            tensors.reserve(v.n);
            for (int64_t i = 0; i < v.n; ++i) tensors.push_back(borrow(static_cast<void* const*>(v.p)[i]));
            return tensors;
        }
        case OptionalTensorList: {
            // Not named: libtorch had an optional of its own before it took the standard one.
            using Element = decltype(std::declval<c10::IValue>().toOptional<at::Tensor>());
            c10::List<Element> tensors;
            tensors.reserve(v.n);
            for (int64_t i = 0; i < v.n; ++i) {
                auto handle = static_cast<void* const*>(v.p)[i];
                tensors.push_back(handle ? Element(borrow(handle)) : Element());
            }
            return tensors;
        }
        case String: return std::string(static_cast<const char*>(v.p), v.n);
        case Device: return c10::Device(static_cast<c10::DeviceType>(v.i), static_cast<c10::DeviceIndex>(v.n));
        case Generator: return *static_cast<at::Generator*>(v.p);
        default: throw std::invalid_argument("unknown argument tag " + std::to_string(v.tag));
    }
}

Value number(Tag tag, int64_t i) {
    Value v{};
    v.tag = tag;
    v.i = i;
    return v;
}

void pop(c10::IValue&& value, std::vector<Value>& out) {
    if (value.isTensor()) {
        Value v{};
        v.tag = Tensor;
        v.p = release(std::move(value).toTensor());
        out.push_back(v);
    } else if (value.isInt()) {
        out.push_back(number(Int, value.toInt()));
    } else if (value.isBool()) {
        out.push_back(number(Bool, value.toBool()));
    } else if (value.isDouble()) {
        Value v{};
        v.tag = Double;
        v.d = value.toDouble();
        out.push_back(v);
    } else if (value.isTensorList()) {
        for (auto&& t : value.toTensorVector()) pop(c10::IValue(t), out);
    } else if (value.isNone()) {
        out.push_back(number(None, 0));
    } else {
        throw std::invalid_argument("an operator returned " + value.tagKind() + ", which the C ABI does not carry");
    }
}

// Newer versions of libtorch append arguments to schemas; what the caller does not give takes the schema's default.
void complete(std::vector<c10::IValue>& stack, const c10::FunctionSchema& schema) {
    const auto& declared = schema.arguments();
    if (stack.size() > declared.size())
        throw std::invalid_argument(std::to_string(stack.size()) + " arguments were given, this libtorch takes " + std::to_string(declared.size()));
    for (auto i = stack.size(); i < declared.size(); ++i) {
        const auto& value = declared[i].default_value();
        if (!value) throw std::invalid_argument("this libtorch also takes '" + declared[i].name() + "'");
        stack.push_back(*value);
    }
}

}  // namespace
}  // namespace atelier

using namespace atelier;

// Null where this libtorch has no such schema. The handle lives as long as the process.
ATELIER_API void* atelier_operator_find(const char* name, const char* overload) {
    auto found = c10::Dispatcher::singleton().findSchema({name, overload});
    return found ? new c10::OperatorHandle(*found) : nullptr;
}

// Results stay valid until the next call on the same thread; -1 on an error.
ATELIER_API int64_t atelier_operator_call(void* op, const Value* arguments, int64_t count, const Value** results) {
    thread_local std::vector<Value> out;
    thread_local std::vector<c10::IValue> stack;
    out.clear();
    stack.clear();
    bool ok = guarded([&] {
        for (int64_t i = 0; i < count; ++i) stack.push_back(push(arguments[i]));
        // A re-entrant call (a managed backward function) must not disturb the results of the outer one.
        std::vector<c10::IValue> own;
        own.swap(stack);
        auto& handle = *static_cast<c10::OperatorHandle*>(op);
        complete(own, handle.schema());
        handle.callBoxed(&own);
        out.clear();
        for (auto& value : own) pop(std::move(value), out);
        own.clear();
        stack.swap(own);
    });
    *results = out.data();
    return ok ? static_cast<int64_t>(out.size()) : -1;
}
