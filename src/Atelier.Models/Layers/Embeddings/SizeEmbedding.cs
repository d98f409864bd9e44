using Atelier.Torch;

namespace Atelier.Models.Layers.Embeddings;

/// <summary>PixArt's conditioning: time and, where asked, the picture's resolution and aspect ratio. [B, width]</summary>
/// <remarks>(Chen et al. 2023, arXiv 2310.00426.)</remarks>
public sealed class SizeEmbedding : Module
{
    private const int Channels = 256;
    private readonly EmbeddingMlp _time;
    private readonly EmbeddingMlp? _resolution;
    private readonly EmbeddingMlp? _aspect;

    /// <summary>Registers <c>timestep_embedder</c> and, where asked, <c>resolution_embedder</c> and <c>aspect_ratio_embedder</c>.</summary>
    /// <param name="width">Channels that come out.</param>
    /// <param name="sizeWidth">Channels of one embedded number of the size; three of them make the width.</param>
    /// <param name="sizes">Whether sizes are inputs.</param>
    /// <exception cref="ArgumentException">Three times <paramref name="sizeWidth"/> is not the width.</exception>
    public SizeEmbedding(int width, int sizeWidth, bool sizes)
    {
        if (sizes && 3 * sizeWidth != width)
            throw new ArgumentException($"Height, width and aspect ratio of {sizeWidth} channels each do not make {width}.");
        _time = AddModule("timestep_embedder", new EmbeddingMlp(Channels, width));
        _resolution = sizes ? AddModule("resolution_embedder", new EmbeddingMlp(Channels, sizeWidth)) : null;
        _aspect = sizes ? AddModule("aspect_ratio_embedder", new EmbeddingMlp(Channels, sizeWidth)) : null;
    }

    /// <summary>The vector.</summary>
    /// <param name="timestep">[B], 0..1000.</param>
    /// <param name="resolution">[B, 2], height and width in pixels; null for none.</param>
    /// <param name="aspect">[B, 1], height over width; null for none.</param>
    /// <param name="type">Element type of the vector.</param>
    public Tensor Forward(Tensor timestep, Tensor? resolution, Tensor? aspect, ScalarType type = ScalarType.Float32)
    {
        var time = _time.Forward(Sinusoid.Embed(timestep, Channels).To(type));
        if (_resolution is null || _aspect is null)
            return time;
        if (resolution is null || aspect is null)
            throw new ArgumentException("This network takes resolution and aspect ratio.");
        Tensor Embed(EmbeddingMlp mlp, Tensor numbers) =>
            mlp.Forward(Sinusoid.Embed(numbers.Flatten(), Channels).To(type)).Reshape(timestep.Size(0), -1);
        return time + Tensor.Cat([Embed(_resolution, resolution), Embed(_aspect, aspect)], 1);
    }
}
