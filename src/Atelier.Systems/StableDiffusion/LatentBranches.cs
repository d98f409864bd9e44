using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>The answers that a step asks for in one batch: unconditional where guided, conditional, perturbed where wanted.</summary>
internal sealed class LatentBranches
{
    private readonly LatentRequest _request;
    private readonly bool _guided;
    private readonly bool _perturbed;

    public LatentBranches(LatentRequest request, UNetConfig unet, int step, int steps)
    {
        _request = request;
        // A network that knows the strength of guidance is not guided again.
        _guided = request.Guidance.Scale > 1 && unet.TimeCondProjDim is null && request.Guidance.ActiveAt(step, steps);
        _perturbed = request.PerturbedGuidance != 0;
        if (_guided && request.NegativeText is null)
            throw new ArgumentException($"Guidance {request.Guidance.Scale} needs states of a negative prompt.");
        if (_perturbed && request.PerturbedLayers is null)
            throw new ArgumentException("Perturbed attention guidance needs layers.");
    }

    /// <summary>Number of branches.</summary>
    public int Count => (_guided ? 1 : 0) + 1 + (_perturbed ? 1 : 0);

    /// <summary>Rows once for each branch. [B, ..] to [branches B, ..]</summary>
    public Tensor Repeat(Tensor rows) => Count == 1 ? rows : Tensor.Cat([.. Enumerable.Repeat(rows, Count)]);

    /// <summary>Rows of the conditional branch alone. [branches B, ..] to [B, ..]</summary>
    public Tensor Conditional(Tensor rows) => Count == 1 ? rows : rows.Chunk(Count, 0)[_guided ? 1 : 0];

    /// <summary>Rows of the conditional branch, and zeros for the others. [B, ..] to [branches B, ..]</summary>
    public Tensor OnlyConditional(Tensor rows) =>
        Count == 1 ? rows : Tensor.Cat([.. Enumerable.Range(0, Count).Select(i => i == (_guided ? 1 : 0) ? rows : rows.ZerosLike())]);

    /// <summary>The network's inputs but for controls.</summary>
    public UNetInputs Inputs(Tensor sample, Tensor time) => new(sample, time, Each(_request.NegativeText, _request.Text))
    {
        TextEmbeds = _request.Pooled is { } pooled ? Each(_request.NegativePooled, pooled) : null,
        TimeIds = _request.Sizes is { } sizes ? Repeat(sizes) : null,
        Adapters = _request.Adapters,
        FreeU = _request.FreeU,
        Pictures = [.. _request.Pictures.Select(p => p.Positive with { Tokens = Each(p.NegativeTokens, p.Positive.Tokens) })],
        Perturbed = _perturbed ? _request.PerturbedLayers!(Count) : null,
    };

    /// <summary>The guided answer. [branches B, ..] to [B, ..]</summary>
    public Tensor Combine(Tensor output)
    {
        if (Count == 1)
            return output;
        var parts = output.Chunk(Count, 0);
        var conditional = parts[_guided ? 1 : 0];
        if (!_perturbed)
            return _request.Guidance.Combine(parts[0], conditional);
        var guided = _guided ? (_request.Guidance with { Rescale = 0 }).Combine(parts[0], conditional) : conditional;
        guided = guided + ((conditional - parts[^1]) * _request.PerturbedGuidance);
        return _request.Guidance.Match(guided, conditional);
    }

    private Tensor Each(Tensor? negative, Tensor positive) => Count == 1
        ? positive
        : Tensor.Cat([.. _guided ? new[] { negative! } : [], positive, .. _perturbed ? new[] { positive } : []]);
}
