using Atelier.Diffusion;
using Atelier.Diffusion.FlowMatching;
using Atelier.Models.Adapters;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Paints latents with a FLUX network: from text, over a picture, within a mask, by a control picture, from references.</summary>
/// <remarks>(Black Forest Labs 2024, FLUX.1 and its tools; 2025, arXiv 2506.15742, Kontext.) What differs between these is the task.</remarks>
internal sealed class FluxPainter(
    FluxTransformer transformer, AutoencoderKL autoencoder, FlowMatchOptions flow, Device device, AdapterStack? adapters = null)
{
    /// <summary>What the network takes beside the noise.</summary>
    public FluxForm Form { get; } = FluxForms.Of(transformer.Config, autoencoder.Config);

    /// <summary>The packed latents of a finished picture. [B, N, 4 C]</summary>
    /// <param name="task">What is painted.</param>
    /// <param name="noise">Normal numbers, taken in this order where they are needed: for the latents of control pictures, for that of the picture, to start from, for the latent around the mask.</param>
    /// <param name="trace">Reads what happens.</param>
    /// <param name="cancellation">Takes effect within one step.</param>
    public Tensor Paint(FluxTask task, FluxNoise noise, FluxTrace? trace = null, CancellationToken cancellation = default)
    {
        using var scope = Tensor.Scope();
        var config = autoencoder.Config;
        var (rows, columns) = Grid(task);

        // 1. Lay the noise levels.
        using var walk = task.Sampling.Walk(flow, task.Steps, rows * columns);
        trace?.Levels?.Invoke(walk.Sigmas);
        var first = task.FirstStep * walk.Sampler.Order;

        // 2. Encode the pictures that the network or the start needs.
        var control = Form == FluxForm.Control && task.Control is { } map ? FluxLatents.Pack(FluxPictures.Draw(autoencoder, map.To(device), noise.Latents)) : null;
        var signals = task.Signals.Select(s => s with { Picture = s.Tower.Hint(autoencoder, s.Picture.To(device), noise.Latents) }).ToArray();
        var blends = Form != FluxForm.Fill && task.Mask is not null;
        var picture = task.Picture is { } old && (blends || (first > 0 && task.Latents is null))
            ? FluxPictures.Draw(autoencoder, old.To(device), noise.Latents)
            : null;

        // 3. Start from noise, or from the picture at the level of the first step.
        long[] shape = [task.Prompt.Tokens.Size(0), config.LatentChannels, 2 * rows, 2 * columns];
        var fresh = task.Latents is null ? noise.Start.Like(Tensor.Empty(shape, device: device)) : null;
        var given = task.Latents is null ? null : Packed(task.Latents.To(device));
        var x = given ?? FluxLatents.Pack(picture is null || first == 0 ? fresh! : walk.Sampler.AddNoise(picture, fresh!, first));
        var blend = blends ? Blend.Of(task.Mask!.To(device), picture!, fresh is null ? given! : FluxLatents.Pack(fresh)) : null;

        // 4. Put what the network sees at every step beside the noise.
        var channels = Form == FluxForm.Fill ? Around(task, noise.Latents) : control;
        var references = task.References.Select(r => FluxPictures.Reference(autoencoder, r.To(device))).ToArray();
        var positions = Tensor.Cat(
        [
            FluxLatents.Positions(rows, columns, device),
            .. references.Select((r, i) => FluxLatents.Positions(r.Rows, r.Columns, device, i + 1)),
        ]);
        using var velocity = new FluxVelocity(transformer, task with { Signals = signals }, adapters, positions, (2 * rows, 2 * columns), walk.Calls);

        // 5. Follow the flow.
        for (var call = first; call < walk.Calls; call++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = Tensor.Scope();
            var input = channels is null ? x : Tensor.Cat([x, channels.Expand(x.Size(0), -1, -1)], 2);
            if (references.Length > 0)
                input = Tensor.Cat([input, .. references.Select(r => r.Tokens.Expand(x.Size(0), -1, -1))], 1);
            trace?.Input?.Invoke(input, positions);
            var step = walk.Sampler.Step(velocity.At(input, walk.Sigmas[call], x.Size(1), trace?.Answer), call, x);
            x = inner.Keep(blend?.Apply(step.Sample, walk, call + 1) ?? step.Sample);
            trace?.Step?.Invoke(call + 1 - first, walk.Calls - first, x, step.Denoised);
        }

        return scope.Keep(x);
    }

    /// <summary>Packed latents as maps, in the network's scale. [B, C, h, w]</summary>
    public Tensor Unpacked(Tensor tokens, FluxTask task)
    {
        var (rows, columns) = Grid(task);
        return FluxLatents.Unpack(tokens, 2 * rows, 2 * columns);
    }

    /// <summary>What the decoder takes: packed latents in the network's scale to [B, C, h, w] in its own.</summary>
    public Tensor DecoderInput(Tensor tokens, FluxTask task) => autoencoder.Unscale(Unpacked(tokens, task));

    /// <summary>The picture of packed latents. [B, 3, H, W] in about -1..1</summary>
    public Tensor Decode(Tensor tokens, FluxTask task) => autoencoder.Decode(DecoderInput(tokens, task));

    // The latent of the picture with the masked region made grey, and every pixel of the mask.
    private Tensor Around(FluxTask task, NoiseSource noise)
    {
        var (picture, mask) = (task.Picture!.To(device), task.Mask!.To(device));
        var around = FluxLatents.Pack(FluxPictures.Draw(autoencoder, picture * (1 - mask), noise));
        return Tensor.Cat([around, FluxPictures.MaskChannels(mask, autoencoder.Config.Stride).Expand(around.Size(0), -1, -1)], 2);
    }

    private static Tensor Packed(Tensor latents) => latents.Rank == 4 ? FluxLatents.Pack(latents) : latents;

    private (long Rows, long Columns) Grid(FluxTask task)
    {
        var token = 2 * autoencoder.Config.Stride;
        return (task.Height / token, task.Width / token);
    }

    /// <summary>Keeps what lies outside the mask on the flow of the picture.</summary>
    private sealed record Blend(Tensor Mask, Tensor Picture, Tensor Noise)
    {
        public static Blend Of(Tensor mask, Tensor picture, Tensor noise)
        {
            var cells = FluxPictures.LatentMask(mask, picture.Size(2), picture.Size(3), (int)picture.Size(1));
            return new(cells, FluxLatents.Pack(picture), noise);
        }

        public Tensor Apply(Tensor x, FluxWalk walk, int call)
        {
            var kept = call < walk.Calls ? walk.Sampler.AddNoise(Picture, Noise, call) : Picture;
            return ((1 - Mask) * kept) + (Mask * x);
        }
    }
}
