using System.Runtime.InteropServices;

namespace Atelier.Torch.Interop;

/// <summary>One argument or result as it crosses the C ABI (native/torch/abi.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public ArgumentKind Kind;
    public long Bits;
    public long Count;

    public readonly double Double => BitConverter.Int64BitsToDouble(Bits);
}
