using Atelier.Diffusion.Guidance;
using Atelier.Models.Adapters;
using Atelier.Models.Flux;
using Atelier.Models.Reuse;
using Atelier.Models.Streams;
using Atelier.Systems.Pipelines;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>The velocity of a picture under its prompt, led away from the negative one.</summary>
/// <remarks>(Guidance: Ho and Salimans 2022, arXiv 2207.12598.)</remarks>
internal sealed class FluxVelocity : IDisposable
{
    private const double Timesteps = 1000;

    private readonly FluxTransformer _network;
    private readonly FluxTask _task;
    private readonly AdapterStack? _adapters;
    private readonly Tensor _positions;
    private readonly FluxPrompt[] _calls;
    private readonly FeatureCache?[] _caches;
    private readonly GuidanceCache? _rebuilt;
    private readonly (long Height, long Width) _latent;
    private readonly bool _joined;

    /// <summary>Prepares the calls of one picture.</summary>
    /// <param name="network">The transformer.</param>
    /// <param name="task">Prompts and guidance.</param>
    /// <param name="adapters">Adapters on all tokens.</param>
    /// <param name="positions">[N, 3] of all image tokens.</param>
    /// <param name="latent">Rows and columns of the latent.</param>
    /// <param name="steps">Calls of the whole walk.</param>
    public FluxVelocity(FluxTransformer network, FluxTask task, AdapterStack? adapters, Tensor positions, (long, long) latent, int steps)
    {
        (_network, _task, _adapters, _positions, _latent) = (network, task, adapters, positions, latent);
        var guided = task.Negative is not null && task.TrueGuidance != 1;
        // Prompts with masks can share one call, which is faster for small networks; the others are asked one after the other.
        _joined = guided && task.Prompt.Mask is not null && task.Negative!.Mask is not null;
        _calls = _joined ? [FluxPrompt.Join(task.Negative!, task.Prompt)] : guided ? [task.Prompt, task.Negative!] : [task.Prompt];
        _calls = [.. _calls.Select(c => c.To(positions.Device))];
        _caches = [.. _calls.Select(_ => task.Reuse?.Create(steps, _joined))];
        _rebuilt = guided && task.Reuse?.RebuildsNegative == true ? new GuidanceCache() : null;
    }

    /// <summary>The velocity. [B, N, out]</summary>
    /// <param name="input">[B, N, in].</param>
    /// <param name="sigma">Noise level.</param>
    /// <param name="count">The first tokens that are the picture's; the answer for further ones is cut off.</param>
    /// <param name="answered">Told the network's answers.</param>
    public Tensor At(Tensor input, double sigma, long count, Action<Tensor>? answered = null)
    {
        if (_calls.Length == 1 && !_joined)
            return Answer(0, _calls[0], input);
        if (_rebuilt?.Rebuilds(sigma * Timesteps) == true)
        {
            var alone = Answer(0, _joined ? _calls[0].Half(1) : _calls[0], input);
            return Guided(FromMap(_rebuilt.Rebuild(ToMap(alone), sigma * Timesteps)), alone);
        }

        Tensor positive, negative;
        if (_joined)
        {
            var parts = Answer(0, _calls[0], Tensor.Cat([input, input])).Chunk(2, 0);
            (negative, positive) = (parts[0], parts[1]);
        }
        else
        {
            (positive, negative) = (Answer(0, _calls[0], input), Answer(1, _calls[1], input));
        }

        _rebuilt?.Remember(ToMap(negative), ToMap(positive));
        return Guided(negative, positive);

        Tensor Answer(int call, FluxPrompt prompt, Tensor x)
        {
            var answer = Ask(call, prompt, x, sigma);
            answered?.Invoke(answer);
            return answer.Size(1) == count ? answer : answer.Narrow(1, 0, count);
        }
    }

    public void Dispose()
    {
        foreach (var cache in _caches)
            cache?.Dispose();
        _rebuilt?.Dispose();
    }

    private Tensor Guided(Tensor negative, Tensor positive) => negative + ((positive - negative) * _task.TrueGuidance);

    private Tensor ToMap(Tensor tokens) => FluxLatents.Unpack(tokens, _latent.Height, _latent.Width);

    private static Tensor FromMap(Tensor map) => FluxLatents.Pack(map);

    private Tensor Ask(int call, FluxPrompt prompt, Tensor x, double sigma)
    {
        var (batch, device) = (prompt.Tokens.Size(0), _positions.Device);
        var conditioning = new Conditioning(
            Tensor.Full([batch], sigma, device: device),
            _network.Config.GuidanceEmbeds ? Tensor.Full([batch], _task.Guidance, device: device) : null,
            _network.Config.PooledProjectionDim > 0 ? prompt.Pooled : null);
        var words = new TokenStream(StreamKind.Text, prompt.Tokens, FluxLatents.TextPositions(prompt.Tokens.Size(1), device), conditioning)
        {
            KeyMask = prompt.Mask,
            Adapters = _adapters,
        };
        if (_caches[call] is { } cache)
            cache.Timestep = sigma * Timesteps;
        var image = new TokenStream(StreamKind.Image, x, _positions, conditioning) { Adapters = _adapters };
        return _network.Forward([words, image], Controls(words, image) with { Reuse = _caches[call] }).Sample!;
    }

    // What control networks add, summed; they see the noisy picture without references.
    private FluxOptions Controls(TokenStream words, TokenStream image)
    {
        var guidance = Tensor.Full([image.Tokens.Size(0)], _task.Guidance, device: _positions.Device);
        FluxOptions? sum = null;
        foreach (var signal in _task.Signals)
        {
            var next = signal.Tower.Signal(words, image, guidance, signal.Picture, signal.Strength);
            sum = sum is null ? next : sum with
            {
                DoubleResiduals = Added(sum.DoubleResiduals, next.DoubleResiduals),
                SingleResiduals = Added(sum.SingleResiduals, next.SingleResiduals),
            };
        }

        return sum ?? new();
    }

    private static Tensor[] Added(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b) => a.Count == b.Count
        ? [.. a.Zip(b, (x, y) => x + y)]
        : throw new RequestException($"Control networks with {a.Count} and {b.Count} blocks cannot act together.");
}
