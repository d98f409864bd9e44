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
    /// <param name="cancellation">Takes effect between two iterations.</param>
    /// <exception cref="ArgumentException">There are more iterations than tokens.</exception>
    public Tensor Generate(
        Tensor condition, TokenGrid grid, MaskedSampling options, Tensor orders, NoiseSource noise,
        Action<MaskedIteration>? observe = null, CancellationToken cancellation = default)
    {
        if (options.Iterations < 1 || options.Iterations > grid.Length)
            throw new ArgumentException($"{options.Iterations} iterations for {grid.Length} tokens; 1 to {grid.Length} are possible.");
        using var noGrad = new NoGrad();
        using var outer = Tensor.Scope();
        var batch = orders.Size(0);
        var guided = options.Guidance != 1;
        var conditions = guided ? Tensor.Cat([condition, model.Unconditional(batch).To(condition.Type)]) : condition;
        var tokens = Tensor.Zeros([batch, grid.Length, model.Sizes.TokenChannels], ScalarType.Float32, orders.Device);
        var hidden = grid.Length;
        for (var k = 0; k < options.Iterations; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var after = options.HiddenAfter(grid.Length, k, hidden);
            var guidance = guided ? options.GuidanceAt(grid.Length, after) : 1;
            var kept = k + 1 < options.Iterations ? after : 0;
            var drawn = orders.Narrow(1, kept, hidden - kept).Sort(1).Values; // [B, N] in raster order

            var mask = TokenMask.FirstOf(orders, hidden);
            var (input, seen) = guided ? (Tensor.Cat([tokens, tokens]), mask.Repeated(2)) : (tokens, mask);
            var z = model.Forward(input, seen, grid, conditions); // [B or 2 B, L, D]
            var rows = TokenMask.Take(z, guided ? drawn.Repeat(2, 1) : drawn).Flatten(0, 1); // all conditional rows first
            // A strength of just 1 at the beginning of a growing one still has both halves.
            var sampled = diffusion.Sample(rows, noise, guidance, options.Temperature, bothHalves: guided);
            var values = sampled.Narrow(0, 0, batch * drawn.Size(1)).Reshape(batch, drawn.Size(1), -1);
            tokens = outer.Keep(scope.Keep(TokenMask.Put(tokens, drawn, values)));
            observe?.Invoke(new(k, seen, rows, guidance, sampled, tokens));
            hidden = kept;
        }

        return outer.Keep(model.Unpatchify(tokens, grid).Contiguous());
    }
}
