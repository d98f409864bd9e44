using System.Globalization;
using Atelier.Diffusion;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Models.Mar;
using Atelier.Torch;
using Atelier.Training.Runs;

namespace Atelier.Systems.LightGen.Training;

/// <summary>Paints sample sheets: a row for each prompt, a column for each order and noise.</summary>
internal sealed class LightGenSheet(LightGenTransformer network, AutoencoderKL autoencoder, int side, LightGenSheetSettings settings)
{
    /// <summary>Writes <c>PATH.png</c>; nothing where there are no prompts.</summary>
    public void Write(string path, IReadOnlyList<string> prompts, Func<string, Tensor> encode, EvaluationContext context)
    {
        if (prompts.Count == 0)
            return;
        var entries = new List<ContactSheetEntry>();
        foreach (var prompt in prompts)
        {
            using var scope = Tensor.Scope();
            entries.AddRange(Draw(encode(prompt), context).Select((picture, i) => new ContactSheetEntry(picture, i == 0 ? prompt : "")));
        }

        var size = side * autoencoder.Config.Stride;
        PictureFile.Save(ContactSheet.Make(entries, new() { Columns = settings.Columns, CellSize = size, Gap = 6, CaptionLines = 3 }), $"{path}.png");
    }

    private Picture[] Draw(Tensor states, EvaluationContext context)
    {
        using var scope = Tensor.Scope();
        var grid = new TokenGrid(side / network.Sizes.PatchSize, side / network.Sizes.PatchSize);
        using var random = context.NewRandom();
        var diffusion = new DiffusionLoss(network.Head, settings.HeadSteps.ToString(CultureInfo.InvariantCulture)) { ClipRange = settings.ClipSampleRange };
        var latents = new MaskedGenerator(network, diffusion).Generate(
            network.TextCondition(states).Expand(settings.Columns, -1, -1),
            grid,
            new() { Iterations = Math.Min(settings.Steps, grid.Length), Guidance = settings.Guidance },
            MaskedGenerator.RandomOrders(settings.Columns, grid.Length, random).To(context.Device),
            NoiseSource.From(random),
            cancellation: context.Cancellation);
        var pictures = autoencoder.Decode(autoencoder.Unscale(latents));
        return [.. Enumerable.Range(0, settings.Columns).Select(i => PictureTensors.ToPicture(pictures.Narrow(0, i, 1)))];
    }
}
