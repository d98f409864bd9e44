using Atelier.Diffusion.FlowMatching;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Models.Text;
using Atelier.Torch;
using Atelier.Training.Runs;

namespace Atelier.Training.Mini;

/// <summary>Paints the pictures of a sample sheet: one prompt, several seeds, guidance by the difference of two answers.</summary>
internal sealed class SheetSampler(FluxTransformer network, AutoencoderKL autoencoder, LatentStage stage, TextToImageSettings settings)
{
    /// <summary>Pictures of the seeds 0, 1, ...</summary>
    /// <param name="text">Encoded empty prompt, then the prompt.</param>
    /// <param name="context">Device and cancellation.</param>
    public IReadOnlyList<Picture> Draw(TextStates text, EvaluationContext context)
    {
        using var scope = Tensor.Scope();
        var count = settings.SheetColumns;
        var (size, channels) = (stage.Size, autoencoder.Config.LatentChannels);
        var noise = Enumerable.Range(0, count).Select(seed =>
        {
            using var random = context.NewRandom((ulong)seed);
            return Tensor.RandN([1, channels, size, size], random);
        });
        var x = FluxLatents.Pack(Tensor.Cat([.. noise])).To(context.Device);
        var both = new TextStates(
            text.Tokens.RepeatInterleave(count, 0), text.Mask.RepeatInterleave(count, 0), text.Pooled.RepeatInterleave(count, 0));
        var schedule = FlowMatchSchedule.Even(new() { Shift = stage.Shift }, settings.SheetSteps);
        using var sampler = new FlowMatchEuler(schedule);
        for (var step = 0; step < schedule.Steps; step++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var inner = Tensor.Scope();
            var sigma = Tensor.Full([2 * count], schedule.Sigmas[step], device: context.Device);
            var parts = TextToImageTask.Call(network, both, Tensor.Cat([x, x]), stage.Positions, sigma).Sample!.Chunk(2, 0);
            var velocity = parts[0] + ((parts[1] - parts[0]) * settings.SheetGuidance);
            x = inner.Keep(sampler.Step(velocity, step, x).Sample);
        }

        var pictures = autoencoder.Decode(autoencoder.Unscale(FluxLatents.Unpack(x, size, size)));
        return [.. Enumerable.Range(0, count).Select(i => PictureTensors.ToPicture(pictures.Narrow(0, i, 1)))];
    }
}
