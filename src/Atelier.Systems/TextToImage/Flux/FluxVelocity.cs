using Atelier.Models.Flux;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>The velocity of a picture under its prompt, led away from the negative one.</summary>
/// <remarks>(Guidance: Ho and Salimans 2022, arXiv 2207.12598.)</remarks>
internal sealed class FluxVelocity
{
    private readonly FluxTransformer _network;
    private readonly FluxTask _task;
    private readonly Tensor _positions;
    private readonly FluxPrompt[] _calls;
    private readonly bool _joined;

    /// <summary>Prepares the calls of one picture.</summary>
    /// <param name="network">The transformer.</param>
    /// <param name="task">Prompts and guidance.</param>
    /// <param name="positions">[N, 3] of all image tokens.</param>
    public FluxVelocity(FluxTransformer network, FluxTask task, Tensor positions)
    {
        (_network, _task, _positions) = (network, task, positions);
        var guided = task.Negative is not null && task.TrueGuidance != 1;
        // Prompts with masks can share one call, which is faster for small networks; the others are asked one after the other.
        _joined = guided && task.Prompt.Mask is not null && task.Negative!.Mask is not null;
        _calls = _joined ? [FluxPrompt.Join(task.Negative!, task.Prompt)] : guided ? [task.Prompt, task.Negative!] : [task.Prompt];
        _calls = [.. _calls.Select(c => c.To(positions.Device))];
    }

    /// <summary>The velocity. [B, N, out]</summary>
    /// <param name="input">[B, N, in].</param>
    /// <param name="sigma">Noise level.</param>
    /// <param name="count">The first tokens that are the picture's; the answer for further ones is cut off.</param>
    /// <param name="answered">Told the network's answers.</param>
    public Tensor At(Tensor input, double sigma, long count, Action<Tensor>? answered = null)
    {
        var x = _joined ? Tensor.Cat([input, input]) : input;
        var answers = new Tensor[_calls.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            var answer = Answer(_calls[i], x, sigma);
            answered?.Invoke(answer);
            answers[i] = answer.Size(1) == count ? answer : answer.Narrow(1, 0, count);
        }

        if (_joined)
            answers = [.. answers[0].Chunk(2, 0).Reverse()]; // with the prompt, with the negative one
        return answers.Length == 1 ? answers[0] : answers[1] + ((answers[0] - answers[1]) * _task.TrueGuidance);
    }

    private Tensor Answer(FluxPrompt prompt, Tensor x, double sigma)
    {
        var (batch, device) = (prompt.Tokens.Size(0), _positions.Device);
        var conditioning = new Conditioning(
            Tensor.Full([batch], sigma, device: device),
            _network.Config.GuidanceEmbeds ? Tensor.Full([batch], _task.Guidance, device: device) : null,
            _network.Config.PooledProjectionDim > 0 ? prompt.Pooled : null);
        var words = new TokenStream(StreamKind.Text, prompt.Tokens, FluxLatents.TextPositions(prompt.Tokens.Size(1), device), conditioning)
        {
            KeyMask = prompt.Mask,
        };
        return _network.Forward(words, new TokenStream(StreamKind.Image, x, _positions, conditioning));
    }
}
