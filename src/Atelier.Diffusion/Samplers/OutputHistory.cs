using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>The latest outputs of a walk; it owns them, so that they outlive the scope of their step.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class OutputHistory(int capacity)
{
    private readonly List<Tensor> _outputs = [];

    public int Count => _outputs.Count;

    /// <summary>The latest output, or one of the earlier ones.</summary>
    /// <param name="back">0 is the latest.</param>
    public Tensor this[int back] => _outputs[_outputs.Count - 1 - back];

    public void Add(Tensor output)
    {
        // An own handle on the same memory: the caller frees the tensor that was given.
        _outputs.Add(Own(output));
        if (_outputs.Count <= capacity)
            return;
        _outputs[0].Dispose();
        _outputs.RemoveAt(0);
    }

    public void Clear()
    {
        foreach (var output in _outputs)
            output.Dispose();
        _outputs.Clear();
    }

    /// <summary>A handle on the tensor's memory that no scope frees.</summary>
    public static Tensor Own(Tensor tensor) => tensor.Detach().Detached();
}
