using System.Runtime.InteropServices;
using Atelier.Native;

namespace Atelier.Torch.Interop;

/// <summary>The imports of libatelier_torch; see native/torch for what each does.</summary>
internal static unsafe partial class NativeTorch
{
    private const string Library = "atelier_torch";

    static NativeTorch() => NativeLibraries.Register(typeof(NativeTorch).Assembly, SpeedDefaults.Prepare);

    [LibraryImport(Library, EntryPoint = "atelier_last_error")]
    public static partial byte* LastError();

    [LibraryImport(Library, EntryPoint = "atelier_version")]
    public static partial byte* Version();

    [LibraryImport(Library, EntryPoint = "atelier_origin")]
    public static partial byte* Origin();

    [LibraryImport(Library, EntryPoint = "atelier_configuration")]
    public static partial byte* Configuration();

    [LibraryImport(Library, EntryPoint = "atelier_threads")]
    public static partial int Threads();

    [LibraryImport(Library, EntryPoint = "atelier_set_threads")]
    public static partial void SetThreads(int count);

    [LibraryImport(Library, EntryPoint = "atelier_cuda_count")]
    public static partial int CudaCount();

    [LibraryImport(Library, EntryPoint = "atelier_cuda_synchronize")]
    public static partial int CudaSynchronize(int index);

    [LibraryImport(Library, EntryPoint = "atelier_set_tf32")]
    public static partial void SetTf32(int on);

    [LibraryImport(Library, EntryPoint = "atelier_set_convolution_search")]
    public static partial void SetConvolutionSearch(int on);

    [LibraryImport(Library, EntryPoint = "atelier_set_cudnn_attention")]
    public static partial void SetCudnnAttention(int on);

    [LibraryImport(Library, EntryPoint = "atelier_set_flush_denormal")]
    public static partial void SetFlushDenormal(int on);

    [LibraryImport(Library, EntryPoint = "atelier_set_deterministic")]
    public static partial void SetDeterministic(int on);

    [LibraryImport(Library, EntryPoint = "atelier_group_exists", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GroupExists(string backend);

    [LibraryImport(Library, EntryPoint = "atelier_group_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GroupCreate(string backend, string host, int port, int rank, int world, long timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "atelier_group_free")]
    public static partial void GroupFree(nint group);

    [LibraryImport(Library, EntryPoint = "atelier_group_all_reduce")]
    public static partial int GroupAllReduce(nint group, nint tensor, int kind);

    [LibraryImport(Library, EntryPoint = "atelier_group_broadcast")]
    public static partial int GroupBroadcast(nint group, nint tensor, int root);

    [LibraryImport(Library, EntryPoint = "atelier_group_barrier")]
    public static partial int GroupBarrier(nint group);

    [LibraryImport(Library, EntryPoint = "atelier_generator_create")]
    public static partial nint GeneratorCreate(ulong seed, int device);

    [LibraryImport(Library, EntryPoint = "atelier_generator_free")]
    public static partial void GeneratorFree(nint generator);

    [LibraryImport(Library, EntryPoint = "atelier_generator_state")]
    public static partial nint GeneratorState(nint generator);

    [LibraryImport(Library, EntryPoint = "atelier_generator_set_state")]
    public static partial int GeneratorSetState(nint generator, nint state);

    [LibraryImport(Library, EntryPoint = "atelier_operator_find", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OperatorFind(string name, string overload);

    [LibraryImport(Library, EntryPoint = "atelier_operator_call")]
    public static partial long OperatorCall(nint op, NativeValue* arguments, long count, NativeValue** results);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_free")]
    public static partial void TensorFree(nint handle);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_dim"), SuppressGCTransition]
    public static partial long TensorDim(nint handle);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_sizes"), SuppressGCTransition]
    public static partial void TensorSizes(nint handle, long* sizes);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_strides"), SuppressGCTransition]
    public static partial void TensorStrides(nint handle, long* strides);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_dtype"), SuppressGCTransition]
    public static partial int TensorType(nint handle);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_device"), SuppressGCTransition]
    public static partial int TensorDevice(nint handle, int* index);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_data")]
    public static partial nint TensorData(nint handle);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_contiguous"), SuppressGCTransition]
    public static partial int TensorContiguous(nint handle);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_alias")]
    public static partial nint TensorAlias(nint handle);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_from_memory")]
    public static partial nint TensorFromMemory(
        void* data, long* sizes, long dim, int type, delegate* unmanaged<nint, void> released, nint context);

    [LibraryImport(Library, EntryPoint = "atelier_grad_enabled"), SuppressGCTransition]
    public static partial int GradEnabled();

    [LibraryImport(Library, EntryPoint = "atelier_grad_set_enabled"), SuppressGCTransition]
    public static partial void GradSetEnabled(int on);

    [LibraryImport(Library, EntryPoint = "atelier_inference_begin")]
    public static partial nint InferenceBegin();

    [LibraryImport(Library, EntryPoint = "atelier_inference_end")]
    public static partial void InferenceEnd(nint guard);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_requires_grad")]
    public static partial int TensorRequiresGrad(nint handle);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_set_requires_grad")]
    public static partial int TensorSetRequiresGrad(nint handle, int on);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_grad")]
    public static partial nint TensorGrad(nint handle);

    [LibraryImport(Library, EntryPoint = "atelier_tensor_set_grad")]
    public static partial void TensorSetGrad(nint handle, nint grad);

    [LibraryImport(Library, EntryPoint = "atelier_backward")]
    public static partial int Backward(nint* roots, nint* gradients, long count, int retain);

    [LibraryImport(Library, EntryPoint = "atelier_gradients")]
    public static partial int Gradients(
        nint output, nint gradient, nint* inputs, long count, int createGraph, int retain, nint* results);

    [LibraryImport(Library, EntryPoint = "atelier_attach_function")]
    public static partial int AttachFunction(
        nint* inputs,
        long inputCount,
        nint* outputs,
        long outputCount,
        delegate* unmanaged<nint, nint*, long, nint*, long, int> backward,
        delegate* unmanaged<nint, void> released,
        nint context);

    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
