using Atelier.Diffusion.Gaussian;
using Atelier.Models.Mar;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>The training loss of a masked model: hide tokens, condition, and diffuse every token several times.</summary>
/// <param name="model">The network.</param>
/// <param name="diffusion">Its head's diffusion.</param>
/// <param name="repeats">Independent timesteps and noises per token, at least 1.</param>
public sealed class MaskedTraining(MaskedTokenModel model, DiffusionLoss diffusion, int repeats = 4)
{
    /// <summary>Rows that timesteps and noise are needed for.</summary>
    public long RowsOf(Tensor latents) =>
        repeats * latents.Size(0) * (latents.Size(2) / model.Sizes.PatchSize) * (latents.Size(3) / model.Sizes.PatchSize);

    /// <summary>The loss of every row, and the mean over the rows of hidden tokens.</summary>
    /// <param name="latents">Scaled latents, [B, C, h, w].</param>
    /// <param name="condition">From the model, [B, ...].</param>
    /// <param name="orders">A permutation of the tokens per sample, [B, L].</param>
    /// <param name="hidden">Tokens that are hidden: the first of the orders.</param>
    /// <param name="t">Timesteps 0 to 999, [rows]; rows are (repeat, sample, token).</param>
    /// <param name="noise">[rows, token channels].</param>
    /// <param name="observe">Told <c>z_rows</c>, the condition of every row.</param>
    public (DiffusionLosses Rows, Tensor Mean) Losses(
        Tensor latents, Tensor condition, Tensor orders, int hidden, Tensor t, Tensor noise, Action<string, Tensor>? observe = null)
    {
        var tokens = model.Patchify(latents);
        var mask = TokenMask.FirstOf(orders, hidden);
        var z = model.Forward(tokens, mask, GridOf(latents), condition);
        var rows = z.Flatten(0, 1).Repeat(repeats, 1);
        observe?.Invoke("z_rows", rows);
        var losses = diffusion.Losses(tokens.Flatten(0, 1).Repeat(repeats, 1), rows, t, noise);
        return (losses, losses.MaskedMean(mask.ToTensor().Flatten().Repeat(repeats)));
    }

    /// <summary>Draws a step: one mask rate for the batch, an order per sample, timesteps and noise per hidden token and repeat.</summary>
    /// <param name="latents">[B, C, h, w].</param>
    /// <param name="random">On the CPU.</param>
    /// <param name="leastHidden">Smallest share of tokens that is hidden.</param>
    /// <param name="onePerSample">One timestep for all rows of a sample.</param>
    /// <param name="noises">Where noise comes from, such as a generator of the GPU; <paramref name="random"/> if left out.</param>
    public HiddenDraw Draw(Tensor latents, Generator random, double leastHidden = 0.7, bool onePerSample = false, Generator? noises = null)
    {
        var (batch, tokens) = (latents.Size(0), (int)(RowsOf(latents) / repeats / latents.Size(0)));
        var hidden = MaskRate.Hidden(tokens, MaskRate.At(Tensor.Rand([1], random, ScalarType.Float64).Item(), leastHidden));
        var orders = MaskedGenerator.RandomOrders((int)batch, tokens, random);
        var rows = (long)hidden * repeats;
        var t = Tensor.RandInt(0, diffusion.Training.Steps, [batch, onePerSample ? 1 : rows], random).Expand(batch, rows);
        var noise = Tensor.RandN([batch, rows, model.Sizes.TokenChannels], noises ?? random);
        return new(orders.To(latents.Device), hidden, t.To(latents.Device), noise.To(latents.Device));
    }

    /// <summary>Rows and columns of tokens of latents.</summary>
    public TokenGrid GridOf(Tensor latents) => new((int)latents.Size(2) / model.Sizes.PatchSize, (int)latents.Size(3) / model.Sizes.PatchSize);

    /// <summary>The losses of hidden tokens; the head does not see the others.</summary>
    /// <param name="latents">Scaled latents, [B, C, h, w].</param>
    /// <param name="condition">From the model, [B, ...].</param>
    /// <param name="draw">Of <see cref="Draw"/>.</param>
    public HiddenLosses LossesOfHidden(Tensor latents, Tensor condition, HiddenDraw draw) => LossesOfHidden(latents, model.Context(condition, GridOf(latents)), draw);

    /// <summary>The same with what the model made of the condition.</summary>
    public HiddenLosses LossesOfHidden(Tensor latents, MaskedContext context, HiddenDraw draw)
    {
        var tokens = model.Patchify(latents);
        var mask = TokenMask.FirstOf(draw.Orders, draw.Hidden);
        var z = model.ForwardAt(tokens, mask, context, mask.Masked); // [B, hidden, D]
        var target = TokenMask.Take(tokens, mask.Masked).Repeat(1, repeats, 1).Flatten(0, 1); // [B repeats hidden, C]
        var losses = diffusion.LossesOfRepeats(target, z, draw.Timesteps.Flatten(), draw.Noise.Flatten(0, 1));
        return new(losses, z, mask.Masked, draw.Noise);
    }
}
