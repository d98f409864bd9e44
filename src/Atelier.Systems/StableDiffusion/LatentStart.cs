using Atelier.Diffusion;
using Atelier.Models.Autoencoders;
using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Where a walk begins, and what inpainting needs on the way.</summary>
/// <param name="Latents">[B, C, h, w], the noisy start.</param>
/// <param name="First">First call of the sampler.</param>
/// <param name="Noise">[B, C, h, w]</param>
/// <param name="Clean">[B, C, h, w], the picture's latent; null where nobody needs it.</param>
/// <param name="Mask">[B, 1, h, w], 1 is repainted; null for no mask.</param>
/// <param name="Masked">[B, C, h, w], the latent of the picture with its hole; null for a network that does not take it.</param>
internal sealed record LatentStart(Tensor Latents, int First, Tensor Noise, Tensor? Clean, Tensor? Mask, Tensor? Masked)
{
    public static LatentStart Of(
        LatentRequest request, UNetConfig unet, AutoencoderKL autoencoder, ISampler sampler, int steps, NoiseSource source)
    {
        var (batch, channels, stride) = (request.Text.Size(0), autoencoder.Config.LatentChannels, autoencoder.Config.Stride);
        var takesMask = Check(request, unet, channels, stride);
        var picture = request.Picture;
        var window = picture is null ? new(steps, 0) : StrengthWindow.Of(sampler, steps, request.Strength);
        if (window.First >= sampler.Timesteps.Count)
            throw new ArgumentException($"Strength {request.Strength} of {steps} steps leaves no step; the least is {1.0 / steps:0.###}.");
        Tensor Encode(Tensor image)
        {
            var distribution = autoencoder.Encode(image);
            return Repeat(autoencoder.Scale(distribution.Sample(source.Like(distribution.Mean))), batch);
        }

        // Only img2img noises the picture whatever its strength; an inpainting of strength 1 begins with noise alone.
        var fromNoise = picture is null || (request.Mask is not null && (request.Strength == 1 || request.Noise is not null));
        var clean = picture is not null && (!fromNoise || (request.Mask is not null && !takesMask)) ? Encode(picture) : null;
        var (height, width) = request.Size ?? (picture is not null ? (picture.Size(2) / stride, picture.Size(3) / stride) : (request.Noise!.Size(2), request.Noise.Size(3)));
        var noise = request.Noise ?? source.Like(Tensor.Empty([batch, channels, height, width], device: request.Text.Device));
        var latents = fromNoise ? noise * sampler.InitialNoiseScale : sampler.AddNoise(clean!, noise, window.First);
        if (request.Mask is not { } given)
            return new(latents, window.First, noise, null, null, null);

        var mask = Repeat(given.Float().UpsampleNearest(height, width), batch);
        // A network of four channels has no use for it, but later random numbers shall be those of the public pipelines.
        var masked = takesMask ? Encode(picture! * given.Lt(0.5).To(picture!.Type)) : null;
        if (!takesMask)
            source.Like(Tensor.Empty([picture!.Size(0), channels, height, width]));
        return new(latents, window.First, noise, clean, mask, masked);
    }

    /// <summary>The network's input: with mask and masked picture beside the latent where it takes them.</summary>
    public Tensor Widen(Tensor input, int branches) => Masked is null
        ? input
        : Tensor.Cat([input, Mask!.Repeat(branches, 1, 1, 1).To(input.Type), Masked.Repeat(branches, 1, 1, 1).To(input.Type)], 1);

    /// <summary>The latents after a step with the picture outside the mask, noised for the next call.</summary>
    public Tensor Blend(Tensor latents, ISampler sampler, int next)
    {
        if (Mask is null || Masked is not null)
            return latents;
        var known = next < sampler.Timesteps.Count ? sampler.AddNoise(Clean!, Noise, next) : Clean!;
        return ((1 - Mask) * known) + (Mask * latents);
    }

    private static Tensor Repeat(Tensor x, long batch) => x.Size(0) == batch ? x : x.Repeat(batch / x.Size(0), 1, 1, 1);

    /// <returns>True where the network takes mask and masked picture as inputs.</returns>
    private static bool Check(LatentRequest request, UNetConfig unet, int channels, int stride)
    {
        var takesMask = unet.InChannels == (2 * channels) + 1;
        if (!takesMask && unet.InChannels != channels)
            throw new ArgumentException($"A UNet with {unet.InChannels} input channels does not fit latents of {channels}; it takes {channels}, or {(2 * channels) + 1} to inpaint.");
        if (takesMask && request.Mask is null)
            throw new ArgumentException("This is a model for inpainting: it needs a picture and a mask.");
        if (request.Mask is not null && request.Picture is null)
            throw new ArgumentException("A mask was given without a picture to repaint.");
        if (request is { Picture: null, Noise: null, Size: null })
            throw new ArgumentException("Neither a size, nor noise, nor a picture was given.");
        foreach (var picture in new[] { request.Picture, request.Mask }.OfType<Tensor>())
        {
            if (picture.Rank != 4 || picture.Size(2) % stride != 0 || picture.Size(3) % stride != 0 || request.Text.Size(0) % picture.Size(0) != 0)
                throw new ArgumentException($"Pictures have sides that are multiples of {stride} and a batch that divides {request.Text.Size(0)}, not {picture.Describe()}.");
        }

        return takesMask;
    }
}
