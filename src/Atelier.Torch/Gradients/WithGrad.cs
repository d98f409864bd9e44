using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>While it is open, operations on this thread are recorded for gradients, also inside <see cref="NoGrad"/>.</summary>
public sealed class WithGrad : IDisposable
{
    private readonly bool _before = NativeTorch.GradEnabled() != 0;

    /// <summary>Starts recording.</summary>
    public WithGrad() => NativeTorch.GradSetEnabled(1);

    /// <summary>Goes back to what was before.</summary>
    public void Dispose() => NativeTorch.GradSetEnabled(_before ? 1 : 0);
}
