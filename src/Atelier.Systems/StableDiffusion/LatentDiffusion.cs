using Atelier.Diffusion;
using Atelier.Models.Autoencoders;
using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>The walk from noise to a latent with a UNet: from text, from a picture, within a mask, under controls. The networks stay the caller's.</summary>
/// <remarks>
/// (Rombach et al. 2021, arXiv 2112.10752.) Random tensors are asked for in the order of the public pipelines: latent of the picture, noise,
/// latent of the masked picture, steps.
/// </remarks>
/// <param name="unet">Predicts noise.</param>
/// <param name="autoencoder">Pictures to latents and back.</param>
public sealed class LatentDiffusion(UNetModel unet, AutoencoderKL autoencoder)
{
    /// <summary>Walks to a clean latent, which <see cref="AutoencoderKL.Decode(Tensor)"/> takes after <see cref="AutoencoderKL.Unscale"/>. [B, C, h, w]</summary>
    /// <param name="request">What to make.</param>
    /// <param name="sampler">A fresh walk.</param>
    /// <param name="steps">The steps that it was made for; a strength below 1 takes the last of them.</param>
    /// <param name="noise">Random numbers, unless the request brings its own.</param>
    /// <param name="observe">Told of every step; its tensors live until it returns.</param>
    /// <param name="cancellation">Takes effect within one step.</param>
    /// <exception cref="ArgumentException">The request does not fit the networks.</exception>
    public Tensor Run(
        LatentRequest request, ISampler sampler, int steps, NoiseSource noise, Action<LatentStep>? observe = null, CancellationToken cancellation = default)
    {
        using var all = Tensor.Scope();
        using var noGrad = new NoGrad();

        // 1. Lay the start: noise, or a noised picture; and what inpainting needs.
        cancellation.ThrowIfCancellationRequested();
        var start = LatentStart.Of(request, unet.Config, autoencoder, sampler, steps, noise);
        var latents = start.Latents;

        // 2. Prepare what all steps share.
        var count = sampler.Timesteps.Count - start.First;
        var controls = request.Controls.Select(c => c.Prepare(latents.Size(0))).ToArray();
        var condition = GuidanceEmbedding.For(unet.Config, request.Guidance.Scale, latents.Size(0), latents.Device);

        // 3. Step by step from noise to a latent.
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var index = start.First + i;
            var branches = new LatentBranches(request, unet.Config, i, count);
            var input = sampler.ScaleInput(branches.Repeat(latents), index);
            var time = Tensor.Scalar(sampler.Timesteps[index], device: latents.Device);
            var inputs = branches.Inputs(start.Widen(input, branches.Count), time) with { TimestepCondition = condition is null ? null : branches.Repeat(condition) };
            foreach (var control in controls.Where(c => c.ActiveAt(i, count)))
                inputs = control.AddTo(inputs, input, branches);
            var output = unet.Forward(inputs);
            var step = sampler.Step(branches.Combine(output), index, latents, noise);

            // 4. Put the picture back outside the mask, at the noise that is left.
            latents = scope.Keep(start.Blend(step.Sample, sampler, index + 1));
            observe?.Invoke(new(i, count, inputs.Sample, output, latents, step.Denoised));
        }

        return all.Keep(latents);
    }
}
