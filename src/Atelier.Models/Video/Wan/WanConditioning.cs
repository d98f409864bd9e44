using Atelier.Models.Layers.Embeddings;
using Atelier.Torch;

namespace Atelier.Models.Video.Wan;

/// <summary>Time, text and picture in the width of the stream.</summary>
internal sealed class WanConditioning : Module
{
    private readonly EmbeddingMlp _time;
    private readonly Linear _timeProj, _text1, _text2;
    private readonly WanImageEmbedding? _image;
    private readonly int _frequencies;

    public WanConditioning(WanConfig config)
    {
        var width = config.Width;
        _frequencies = config.FreqDim;
        _time = AddModule("time_embedder", new EmbeddingMlp(config.FreqDim, width));
        _timeProj = AddModule("time_proj", new Linear(width, 6 * width));
        _text1 = AddModule("text_embedder.linear_1", new Linear(config.TextDim, width));
        _text2 = AddModule("text_embedder.linear_2", new Linear(width, width));
        _image = config.ImageDim is { } image ? AddModule("image_embedder", new WanImageEmbedding(image, width, config.PosEmbedSeqLen)) : null;
    }

    /// <summary>Time [B, 1 or tokens, C], its six modulations [B, 1 or tokens, 6 C], text [B, L, C] and picture [B, M, C].</summary>
    public (Tensor Time, Tensor Modulation, Tensor Text, Tensor? Image) Forward(WanInput input)
    {
        var times = input.Timesteps;
        var waves = Sinusoid.Embed(times.Flatten(), _frequencies);
        var time = _time.Forward(waves).Reshape(times.Size(0), times.Rank == 2 ? times.Size(1) : 1, -1);
        if (input.TaskEmbedding is { } task)
            time = time + task.Unsqueeze(1);
        var text = _text2.Forward(_text1.Forward(input.Text.Widened()).Gelu(tanh: true));
        if (input.Image is null != _image is null)
            throw new ArgumentException(_image is null ? "This Wan transformer takes no picture." : "This Wan transformer needs image states beside the text.");
        var image = _image?.Forward(input.Image!.Widened());
        if (image is not null)
            input.Observe?.Invoke("condition_embedder.image_embedder", [image]);
        return (time, _timeProj.Forward(time.Silu()), text, image);
    }
}
