using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Systems.Pipelines;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Cli.Judging;

/// <summary>Pictures encoded and decoded again: what the best painter with this autoencoder could show.</summary>
internal sealed class AutoencoderPass(AutoencoderKL autoencoder) : IDisposable
{
    /// <summary>Opens the <c>vae</c> of a model.</summary>
    public static AutoencoderPass Open(string model)
    {
        var folder = Path.Combine(ModelCatalog.Find(model), "vae");
        if (!Directory.Exists(folder))
            throw new UsageException($"--through is '{model}', which has no folder 'vae'; a model with an autoencoder is needed.");
        return new(LatentCache.OpenAutoencoder(folder, Device.Cpu));
    }

    public Picture Of(Picture picture)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        return PictureTensors.ToPicture(autoencoder.Decode(autoencoder.Encode(PictureTensors.ToTensor(picture)).Mean));
    }

    public void Dispose() => autoencoder.Dispose();
}
