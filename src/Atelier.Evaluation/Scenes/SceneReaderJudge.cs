using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Configs;
using Atelier.Models.Detection;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Evaluation.Scenes;

/// <summary>Reads distances and kinds of objects off pictures of the synthetic world.</summary>
/// <param name="network">Freed with this.</param>
public sealed class SceneReaderJudge(SceneReader network) : IDisposable
{
    /// <summary>Nouns of the classes.</summary>
    public IReadOnlyList<string> Nouns => network.Config.Classes;

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the config.</exception>
    public static SceneReaderJudge Open(string folder)
    {
        var network = new SceneReader(ModelConfig.Open<SceneReaderConfig>(folder));
        using var source = SafetensorsTensors.Open(folder);
        StateDict.Load(network, source);
        network.To(Device.Cpu, ScalarType.Float32);
        return new(network);
    }

    /// <summary>Reads a picture; where its sides are no multiples of 16 it is looked at a little larger.</summary>
    public SceneReading Read(Picture picture)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var (width, height) = (Whole(picture.Width), Whole(picture.Height));
        var (depth, classes) = network.Forward(PictureTensors.ToTensor(picture.ToRgb().Resize(width, height)));
        var metres = depth.UpsampleBilinear(picture.Height, picture.Width).Exp();
        var kinds = classes.UpsampleBilinear(picture.Height, picture.Width).ArgMax(1);
        return new(picture.Width, picture.Height, metres.Flatten().ToArray<float>(), kinds.Flatten().To(ScalarType.Int16).ToArray<short>());
    }

    /// <summary>Features of a picture as a whole, for distances of sets of pictures. [1, C]</summary>
    public Tensor Features(Picture picture)
    {
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        return scope.Keep(network.Features(PictureTensors.ToTensor(picture.ToRgb().Resize(Whole(picture.Width), Whole(picture.Height)))));
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private static int Whole(int side) => (side + SceneReader.SizeStep - 1) / SceneReader.SizeStep * SceneReader.SizeStep;
}
