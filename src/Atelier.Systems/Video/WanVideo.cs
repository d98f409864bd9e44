using Atelier.Diffusion;
using Atelier.Models.Video.Autoencoders.Wan;
using Atelier.Models.Video.Wan;
using Atelier.Torch;

namespace Atelier.Systems.Video;

/// <summary>Makes videos with Wan: text to video and image to video, 2.1 and 2.2. The networks stay the caller's.</summary>
/// <param name="transformer">The network; of two, the one for high noise.</param>
/// <param name="autoencoder">Latents to videos.</param>
public sealed class WanVideo(WanTransformer transformer, AutoencoderKLWan autoencoder)
{
    private const double TrainedTimesteps = 1000;

    /// <summary>A second network for low noise, with <see cref="Boundary"/>.</summary>
    public WanTransformer? LowNoise { get; init; }

    /// <summary>Share of the timesteps, from 0, that belong to the second network.</summary>
    public double? Boundary { get; init; }

    /// <summary>Whether every token has a time of its own, 0 for a given first frame (2.2 TI2V).</summary>
    public bool TokenTimes { get; init; }

    /// <summary>Walks from noise to a video. [B, frames, 3, H, W] in 0..1</summary>
    /// <param name="request">What it shall show.</param>
    /// <param name="sampler">A fresh walk.</param>
    /// <param name="observe">Told the number of each step that is done, and the latents after it.</param>
    /// <param name="cancellation">Takes effect between two steps.</param>
    /// <exception cref="ArgumentException">The request does not fit the networks.</exception>
    public Tensor Run(WanRequest request, ISampler sampler, Action<int, Tensor>? observe = null, CancellationToken cancellation = default)
    {
        using var noGrad = new NoGrad();
        using var all = Tensor.Scope();

        // 1. Given pictures become latents.
        var picture = WanPicture.Of(request, autoencoder, TokenTimes);

        // 2. Step by step from noise to latents.
        var latents = request.Noise * sampler.InitialNoiseScale;
        for (var i = 0; i < sampler.Timesteps.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = Tensor.Scope();
            var velocity = Velocity(request, picture, latents, sampler.Timesteps[i]);
            latents = step.Keep(sampler.Step(velocity, i, latents).Sample);
            observe?.Invoke(i, latents);
        }

        // 3. Latents to frames.
        var video = autoencoder.Decode(autoencoder.Denormalize(picture.Replace(latents))); // [B, 3, frames, H, W]
        return all.Keep(((video / 2) + 0.5).Clamp(0, 1).Transpose(1, 2).Contiguous());
    }

    private Tensor Velocity(WanRequest request, WanPicture picture, Tensor latents, double time)
    {
        var low = LowNoise is not null && time < (Boundary ?? 0) * TrainedTimesteps;
        var network = low ? LowNoise! : transformer;
        var guidance = low ? request.LowNoiseGuidance ?? request.Guidance : request.Guidance;
        var input = picture.Enter(latents);
        var times = Times(network, picture, input, time);
        Tensor Ask(Tensor text) => network.Forward(new(input, times, text) { Image = request.PictureStates });

        var positive = Ask(request.Text);
        if (request.NegativeText is null || guidance <= 1)
            return positive;
        var negative = Ask(request.NegativeText);
        return negative + ((positive - negative) * guidance);
    }

    private Tensor Times(WanTransformer network, WanPicture picture, Tensor input, double time)
    {
        if (!TokenTimes)
            return Tensor.Full([input.Size(0)], time).To(input.Device);
        var (frames, rows, columns) = network.GridOf(input);
        return picture.Times(time, frames, frames * rows * columns).Expand(input.Size(0), -1).To(input.Device);
    }
}
