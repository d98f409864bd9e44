namespace Atelier.Torch.Distributed;

/// <summary>How tensors of several processes become one; equal to <c>Reduce</c> in native/torch/distributed.cpp.</summary>
public enum ReduceKind
{
    /// <summary>Sum.</summary>
    Sum = 0,

    /// <summary>Largest.</summary>
    Max = 1,
}
