using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>Linear, exact GELU, Linear. [.., D]</summary>
internal sealed class GeluMlp : Module
{
    private readonly Linear _first;
    private readonly Linear _second;

    public GeluMlp(int width, int inner)
    {
        _first = AddModule("fc1", DiffusionHead.Started(new Linear(width, inner)));
        _second = AddModule("fc2", DiffusionHead.Started(new Linear(inner, width)));
    }

    public Tensor Forward(Tensor x, RandomDropout? dropout = null)
    {
        var h = _first.Forward(x).Gelu();
        return dropout is null ? _second.Forward(h) : dropout.Apply(_second.Forward(dropout.Apply(h)));
    }
}
