using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>Linears with ReLU between them. [.., in] to [.., out]</summary>
internal sealed class SamMlp : Module
{
    private readonly Linear _in, _out;
    private readonly Linear[] _layers;

    public SamMlp(int inputs, int inner, int outputs, int depth)
    {
        _in = AddModule("proj_in", new Linear(inputs, inner));
        _layers = AddModules("layers", depth - 2, _ => new Linear(inner, inner));
        _out = AddModule("proj_out", new Linear(inner, outputs));
    }

    public Tensor Forward(Tensor x) => _out.Forward(_layers.Aggregate(_in.Forward(x).Relu(), (y, layer) => layer.Forward(y).Relu()));
}
