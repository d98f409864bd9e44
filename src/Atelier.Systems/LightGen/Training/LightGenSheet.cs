using Atelier.Diffusion;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Models.Mar;
using Atelier.Torch;
using Atelier.Training.Runs;

namespace Atelier.Systems.LightGen.Training;

/// <summary>Paints the pictures of a sample sheet: one prompt, several seeds.</summary>
internal sealed class LightGenSheet(LightGenTransformer network, DiffusionLoss diffusion, AutoencoderKL autoencoder, int side, LightGenSettings settings)
{
    /// <summary>Pictures of the seeds 0, 1, ...</summary>
    public IReadOnlyList<Picture> Draw(Tensor states, EvaluationContext context)
    {
        using var scope = Tensor.Scope();
        var count = settings.SheetColumns;
        var grid = new TokenGrid(side / network.Sizes.PatchSize, side / network.Sizes.PatchSize);
        using var random = context.NewRandom();
        var latents = new MaskedGenerator(network, diffusion).Generate(
            network.TextCondition(states).Expand(count, -1, -1),
            grid,
            new() { Iterations = settings.SheetSteps, Guidance = settings.SheetGuidance },
            MaskedGenerator.RandomOrders(count, grid.Length, random).To(context.Device),
            NoiseSource.From(random),
            cancellation: context.Cancellation);
        var pictures = autoencoder.Decode(autoencoder.Unscale(latents));
        return [.. Enumerable.Range(0, count).Select(i => PictureTensors.ToPicture(pictures.Narrow(0, i, 1)))];
    }
}
