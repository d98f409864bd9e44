using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>The loaded libtorch: version, origin, threads, devices.</summary>
public static unsafe class TorchRuntime
{
    /// <summary>Version of the libtorch that the native library was built against, such as <c>1.13.0</c>.</summary>
    public static string Version { get; } = NativeTorch.Text(NativeTorch.Version());

    /// <summary>Where that libtorch came from: system package, Python torch or <c>ATELIER_LIBTORCH</c>.</summary>
    public static string Origin => NativeTorch.Text(NativeTorch.Origin());

    /// <summary>libtorch's own report of its build and threads.</summary>
    public static string Configuration => NativeTorch.Text(NativeTorch.Configuration());

    /// <summary>Threads of one operator on the CPU, at least 1.</summary>
    public static int Threads
    {
        get => NativeTorch.Threads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            NativeTorch.SetThreads(value);
        }
    }

    /// <summary>Number of GPUs that libtorch can use; 0 on a CPU build.</summary>
    public static int CudaDevices { get; } = NativeTorch.CudaCount();

    /// <summary>Waits until the GPU has done all that was asked; nothing on the CPU.</summary>
    public static void Synchronize(Device device)
    {
        if (device.Type == DeviceType.Cuda && NativeTorch.CudaSynchronize(device.Index) == 0)
            throw new TorchException($"synchronize({device}): {NativeTorch.Text(NativeTorch.LastError())}");
    }

    /// <summary>Lets fp32 products on a GPU use TF32 (10-bit mantissa).</summary>
    public static void AllowTf32(bool allow) => NativeTorch.SetTf32(allow ? 1 : 0);

    /// <summary>Lets a GPU try its convolution kernels once for each shape and keep the fastest; worth it where shapes repeat.</summary>
    public static void SearchConvolutions(bool on) => NativeTorch.SetConvolutionSearch(on ? 1 : 0);

    /// <summary>Lets attention on a GPU go through cuDNN where libtorch can choose. Its backward pass fails for some masks (libtorch 2.11); the other kernels take them.</summary>
    public static void AllowCudnnAttention(bool allow) => NativeTorch.SetCudnnAttention(allow ? 1 : 0);

    /// <summary>Treats numbers below 1.2e-38 as zero, which keeps CPU loops fast.</summary>
    public static void FlushDenormals(bool flush) => NativeTorch.SetFlushDenormal(flush ? 1 : 0);

    /// <summary>Asks for kernels whose result does not depend on timing.</summary>
    public static void UseDeterministicKernels(bool on) => NativeTorch.SetDeterministic(on ? 1 : 0);
}
