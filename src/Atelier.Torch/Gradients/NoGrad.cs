using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>While it is open, operations on this thread are not recorded for gradients.</summary>
public sealed class NoGrad : IDisposable
{
    private readonly bool _before = NativeTorch.GradEnabled() != 0;

    /// <summary>Stops recording.</summary>
    public NoGrad() => NativeTorch.GradSetEnabled(0);

    /// <summary>True where operations of this thread are recorded.</summary>
    public static bool IsRecording => NativeTorch.GradEnabled() != 0;

    /// <summary>Goes back to what was before.</summary>
    public void Dispose() => NativeTorch.GradSetEnabled(_before ? 1 : 0);
}
