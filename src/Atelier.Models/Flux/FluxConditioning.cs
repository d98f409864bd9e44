using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>Time, guidance and pooled text as one vector. [B, width]</summary>
internal sealed class FluxConditioning : Module
{
    private const int Channels = 256;
    private readonly EmbeddingMlp _time;
    private readonly EmbeddingMlp? _guidance;
    private readonly EmbeddingMlp? _text;

    public FluxConditioning(FluxConfig config)
    {
        _time = AddModule("timestep_embedder", new EmbeddingMlp(Channels, config.Width));
        _guidance = config.GuidanceEmbeds ? AddModule("guidance_embedder", new EmbeddingMlp(Channels, config.Width)) : null;
        _text = config.PooledProjectionDim > 0
            ? AddModule("text_embedder", new EmbeddingMlp(config.PooledProjectionDim, config.Width))
            : null;
    }

    public Tensor Forward(Conditioning given, ScalarType type)
    {
        Require(_guidance is not null, given.Guidance is not null, "a guidance number");
        Require(_text is not null, given.Pooled is not null, "a pooled text");
        var sum = _time.Forward(Embed(given.Timestep, type));
        if (_guidance is not null)
            sum = sum + _guidance.Forward(Embed(given.Guidance!, type));
        return _text is null ? sum : sum + _text.Forward(given.Pooled!.To(type));
    }

    // The product with 1000 is rounded to the type of the tokens, as the reference does: 0.731 becomes 732 in bfloat16.
    private static Tensor Embed(Tensor value, ScalarType type) => Sinusoid.Embed(value.To(type) * 1000, Channels).To(type);

    private static void Require(bool wanted, bool given, string what)
    {
        if (wanted && !given)
            throw new ArgumentException($"This network takes {what}, none was given.");
        if (given && !wanted)
            throw new ArgumentException($"This network takes no {what[2..]}, but one was given.");
    }
}
