using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Layers.Embeddings;

/// <summary>Time, guidance and pooled text as one conditioning vector, each by an MLP of its own, summed. [B, width]</summary>
public sealed class CombinedEmbedding : Module
{
    private const int Channels = 256;
    private readonly EmbeddingMlp _time;
    private readonly EmbeddingMlp? _guidance;
    private readonly EmbeddingMlp? _text;

    /// <summary>Registers <c>timestep_embedder</c> and, where asked, <c>guidance_embedder</c> and <c>text_embedder</c>.</summary>
    /// <param name="width">Channels that come out.</param>
    /// <param name="pooled">Channels of the pooled text; 0 for none.</param>
    /// <param name="guidance">Whether a guidance number is an input.</param>
    public CombinedEmbedding(int width, int pooled, bool guidance)
    {
        _time = AddModule("timestep_embedder", new EmbeddingMlp(Channels, width));
        _guidance = guidance ? AddModule("guidance_embedder", new EmbeddingMlp(Channels, width)) : null;
        _text = pooled > 0 ? AddModule("text_embedder", new EmbeddingMlp(pooled, width)) : null;
    }

    /// <summary>The vector.</summary>
    /// <param name="timestep">[B], in the range that the network embeds (mostly 0..1000).</param>
    /// <param name="guidance">[B], in the same range; null for none.</param>
    /// <param name="pooled">[B, P]; null for none.</param>
    /// <param name="type">Element type of the vector.</param>
    /// <param name="adapters">Adapters of the call.</param>
    /// <exception cref="ArgumentException">Guidance or pooled text is missing, or given to a network without it.</exception>
    public Tensor Forward(
        Tensor timestep, Tensor? guidance, Tensor? pooled, ScalarType type = ScalarType.Float32, AdapterStack? adapters = null)
    {
        Require(_guidance is not null, guidance is not null, "guidance number");
        Require(_text is not null, pooled is not null, "pooled text");
        var sum = _time.Forward(Sinusoid.Embed(timestep, Channels).To(type), adapters);
        if (_guidance is not null)
            sum = sum + _guidance.Forward(Sinusoid.Embed(guidance!, Channels).To(type), adapters);
        return _text is null ? sum : sum + _text.Forward(pooled!.To(type), adapters);
    }

    private static void Require(bool wanted, bool given, string what)
    {
        if (wanted != given)
            throw new ArgumentException(wanted ? $"This network takes a {what}, none was given." : $"This network takes no {what}, but one was given.");
    }
}
