// Several processes: a store where they meet, and all-reduce, broadcast and barrier through Gloo or NCCL where their headers are there.
#include "abi.h"

#if !defined(ATELIER_ALONE) && __has_include(<gloo/algorithm.h>) && __has_include(<torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>)
#define ATELIER_GLOO
#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#if !defined(ATELIER_ALONE) && defined(ATELIER_CUDA) && __has_include(<nccl.h>) && __has_include(<torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>)
#define ATELIER_NCCL
#define USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#if defined(ATELIER_GLOO) || defined(ATELIER_NCCL)
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <vector>

using namespace atelier;

namespace {

// Numbers equal Atelier.Torch.Distributed.ReduceKind.
enum class Reduce : int32_t { Sum = 0, Max = 1 };

struct Group {
    virtual ~Group() = default;
    virtual void all_reduce(at::Tensor tensor, Reduce kind) = 0;
    virtual void broadcast(at::Tensor tensor, int root) = 0;
    virtual void barrier() = 0;
};

#if defined(ATELIER_GLOO) || defined(ATELIER_NCCL)
template <typename Backend>
struct GroupOf : Group {
    c10::intrusive_ptr<c10d::Store> store;
    c10::intrusive_ptr<Backend> backend;

    void all_reduce(at::Tensor tensor, Reduce kind) override {
        std::vector<at::Tensor> tensors{tensor};
        c10d::AllreduceOptions options;
        options.reduceOp = kind == Reduce::Max ? c10d::ReduceOp::MAX : c10d::ReduceOp::SUM;
        backend->allreduce(tensors, options)->wait();
    }

    void broadcast(at::Tensor tensor, int root) override {
        std::vector<at::Tensor> tensors{tensor};
        c10d::BroadcastOptions options;
        options.rootRank = root;
        backend->broadcast(tensors, options)->wait();
    }

    void barrier() override { backend->barrier(c10d::BarrierOptions())->wait(); }
};

// Newer stores use libuv unless told otherwise, and fail where libtorch was built without it.
template <typename Options>
auto without_libuv(Options& options, int) -> decltype(options.useLibUV = false, void()) { options.useLibUV = false; }
template <typename Options>
void without_libuv(Options&, long) {}

c10::intrusive_ptr<c10d::Store> meet(const char* host, int32_t port, int32_t rank, int32_t world, std::chrono::milliseconds timeout) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(port);
    options.isServer = rank == 0;
    options.numWorkers = world;
    options.timeout = timeout;
    without_libuv(options, 0);
    return c10::make_intrusive<c10d::TCPStore>(host, options);
}
#endif

#ifdef ATELIER_GLOO
Group* join_gloo(const char* host, int32_t port, int32_t rank, int32_t world, std::chrono::milliseconds timeout) {
    auto group = std::make_unique<GroupOf<c10d::ProcessGroupGloo>>();
    group->store = meet(host, port, rank, world, timeout);
    auto options = c10d::ProcessGroupGloo::Options::create();
    options->timeout = timeout;
    std::string name(host);
    // On one machine the loopback works whatever the host's name resolves to.
    bool local = name == "localhost" || name.rfind("127.", 0) == 0;
    auto chosen = std::getenv("GLOO_SOCKET_IFNAME");
    options->devices.push_back(chosen ? c10d::ProcessGroupGloo::createDeviceForInterface(chosen)
                               : local ? c10d::ProcessGroupGloo::createDeviceForInterface("lo")
                                       : c10d::ProcessGroupGloo::createDefaultDevice());
    group->backend = c10::make_intrusive<c10d::ProcessGroupGloo>(c10::make_intrusive<c10d::PrefixStore>("gloo", group->store), rank, world, options);
    return group.release();
}
#endif

#ifdef ATELIER_NCCL
Group* join_nccl(const char* host, int32_t port, int32_t rank, int32_t world, std::chrono::milliseconds timeout) {
    auto group = std::make_unique<GroupOf<c10d::ProcessGroupNCCL>>();
    group->store = meet(host, port, rank, world, timeout);
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = timeout;
    group->backend = c10::make_intrusive<c10d::ProcessGroupNCCL>(c10::make_intrusive<c10d::PrefixStore>("nccl", group->store), rank, world, options);
    return group.release();
}
#endif

}  // namespace

ATELIER_API int32_t atelier_group_exists(const char* backend) {
    std::string name(backend);
#ifdef ATELIER_GLOO
    if (name == "gloo") return 1;
#endif
#ifdef ATELIER_NCCL
    if (name == "nccl") return 1;
#endif
    return 0;
}

ATELIER_API void* atelier_group_create(const char* backend, const char* host, int32_t port, int32_t rank, int32_t world, int64_t timeout_ms) {
    Group* group = nullptr;
    guarded([&] {
        std::string name(backend);
        [[maybe_unused]] std::chrono::milliseconds timeout(timeout_ms);
#ifdef ATELIER_GLOO
        if (name == "gloo") group = join_gloo(host, port, rank, world, timeout);
#endif
#ifdef ATELIER_NCCL
        if (name == "nccl") group = join_nccl(host, port, rank, world, timeout);
#endif
        if (!group) throw std::runtime_error("this build has no " + name);
    });
    return group;
}

ATELIER_API void atelier_group_free(void* group) { delete static_cast<Group*>(group); }

ATELIER_API int32_t atelier_group_all_reduce(void* group, void* tensor, int32_t kind) {
    return guarded([&] { static_cast<Group*>(group)->all_reduce(borrow(tensor), static_cast<Reduce>(kind)); });
}

ATELIER_API int32_t atelier_group_broadcast(void* group, void* tensor, int32_t root) {
    return guarded([&] { static_cast<Group*>(group)->broadcast(borrow(tensor), root); });
}

ATELIER_API int32_t atelier_group_barrier(void* group) {
    return guarded([&] { static_cast<Group*>(group)->barrier(); });
}
