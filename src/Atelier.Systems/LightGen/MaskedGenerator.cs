using Atelier.Diffusion;
using Atelier.Models.Mar;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>Fills in the tokens of a picture in random order: the transformer gives conditions, the diffusion head draws (MAR, section 3.4).</summary>
/// <param name="model">The network.</param>
/// <param name="diffusion">Its head's diffusion.</param>
public sealed class MaskedGenerator(MaskedTokenModel model, DiffusionLoss diffusion)
{
    /// <summary>Random orders, one per sample. [B, L]</summary>
    public static Tensor RandomOrders(int batch, int tokens, Generator generator) =>
        Tensor.Stack([.. Enumerable.Range(0, batch).Select(_ => Tensor.RandPerm(tokens, generator))]);

    /// <summary>A latent as the model scales it. [B, C, h, w]</summary>
    /// <param name="condition">From the model, [B, ...].</param>
    /// <param name="grid">Rows and columns of tokens.</param>
    /// <param name="options">How.</param>
    /// <param name="orders">A permutation of the tokens per sample, [B, L]; the last in it are drawn first.</param>
    /// <param name="noise">For the diffusion of every iteration.</param>
    /// <param name="observe">Told of every iteration.</param>
    /// <param name="hole">What is filled in; the whole picture if left out.</param>
    /// <param name="unwanted">What guidance leads away from, as condition; the model's own for nothing if left out.</param>
    /// <param name="clock">Counts where the time goes.</param>
    /// <param name="cancellation">Takes effect within one step of the diffusion.</param>
    /// <exception cref="ArgumentException">There are more iterations than tokens to fill in.</exception>
    public Tensor Generate(
        Tensor condition, TokenGrid grid, MaskedSampling options, Tensor orders, NoiseSource noise,
        Action<MaskedIteration>? observe = null, MaskedHole? hole = null, Tensor? unwanted = null, MaskedClock? clock = null,
        CancellationToken cancellation = default)
    {
        var size = hole?.Size ?? grid.Length;
        if (options.Iterations < 1 || options.Iterations > size)
            throw new ArgumentException($"{options.Iterations} iterations for {size} tokens; 1 to {size} are possible.");
        using var noGrad = new NoGrad();
        using var outer = Tensor.Scope();
        var batch = orders.Size(0);
        var guided = options.Guidance != 1;
        var conditions = guided ? Tensor.Cat([condition, (unwanted ?? model.Unconditional(batch)).To(condition.Type)]) : condition;
        var context = model.Context(conditions, grid);
        using var times = diffusion.Times(orders.Device);
        var tokens = hole?.Tokens ?? Tensor.Zeros([batch, grid.Length, model.Sizes.TokenChannels], ScalarType.Float32, orders.Device);
        var hidden = size;
        for (var k = 0; k < options.Iterations; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var after = options.HiddenAfter(size, k, hidden);
            var guidance = guided ? options.GuidanceAt(size, after) : 1;
            var kept = k + 1 < options.Iterations ? after : 0;
            var drawn = orders.Narrow(1, kept, hidden - kept).Sort(1).Values; // [B, N] in raster order

            var mask = TokenMask.FirstOf(orders, hidden);
            clock?.Start();
            var rows = model.ForwardAt(tokens, mask, context, drawn).Flatten(0, 1); // all conditional rows first
            clock?.TransformerDone();
            // A strength of just 1 at the beginning of a growing one still has both halves.
            var sampled = diffusion.Sample(rows, noise, times, guidance, options.Temperature, null, guided, cancellation);
            clock?.HeadDone();
            var values = sampled.Narrow(0, 0, batch * drawn.Size(1)).Reshape(batch, drawn.Size(1), -1);
            tokens = scope.Keep(TokenMask.Put(tokens, drawn, values));
            observe?.Invoke(new(k, guided ? mask.Repeated(2) : mask, rows, guidance, sampled, tokens));
            hidden = kept;
        }

        return outer.Keep(model.Unpatchify(tokens, grid).Contiguous());
    }
}
