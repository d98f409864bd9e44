using Atelier.Models.Video.Autoencoders.Wan;
using Atelier.Torch;

namespace Atelier.Systems.Video;

/// <summary>How given pictures enter the network, by the two ways of Wan's image-to-video networks.</summary>
internal sealed class WanPicture
{
    // Frames of a video to a latent one.
    private const int FramesALatent = 4;

    private readonly Tensor? _beside; // [B, 4 + C, T, h, w] mask and latents, in channels of their own
    private readonly Tensor? _first; // [B, C, 1, h, w] latents that take the place of the first frame

    private WanPicture(Tensor? beside, Tensor? first) => (_beside, _first) = (beside, first);

    /// <summary>No picture, or the first frame's latents in its place (2.2 TI2V), or mask and latents beside the noise (2.1, 2.2 I2V).</summary>
    public static WanPicture Of(WanRequest request, AutoencoderKLWan autoencoder, bool inPlace)
    {
        if (request.FirstPicture is not { } picture)
            return new(null, null);
        Tensor Encode(Tensor video) => autoencoder.Normalize(autoencoder.Encode(video).Mean);
        if (inPlace)
            return new(null, Encode(picture.Unsqueeze(2)));
        var latentFrames = request.Noise.Size(2);
        var frames = ((latentFrames - 1) * FramesALatent) + 1;
        Tensor Grey(long count) => Tensor.Zeros([picture.Size(0), picture.Size(1), count, picture.Size(2), picture.Size(3)], picture.Type, picture.Device);
        var video = request.LastPicture is { } last
            ? Tensor.Cat([picture.Unsqueeze(2), Grey(frames - 2), last.Unsqueeze(2)], 2)
            : Tensor.Cat([picture.Unsqueeze(2), Grey(frames - 1)], 2);
        return new(Tensor.Cat([Mask(request, frames), Encode(video)], 1), null);
    }

    /// <summary>The network's input.</summary>
    public Tensor Enter(Tensor latents) => _beside is null ? Replace(latents) : Tensor.Cat([latents, _beside], 1);

    /// <summary>Latents with the given frame in its place.</summary>
    public Tensor Replace(Tensor latents) => _first is null ? latents : Tensor.Cat([_first, latents.Slice(2, 1)], 2);

    /// <summary>The time of each token, 0 for those of a frame in its place. [1, tokens]</summary>
    public Tensor Times(double time, long frames, long tokens)
    {
        var given = _first is null ? 0 : tokens / frames;
        return Tensor.Cat([Tensor.Zeros([1, given]), Tensor.Full([1, tokens - given], time)], 1);
    }

    // 1 at given frames; the first counts four times, so that every latent frame has four. [B, 4, T, h, w]
    private static Tensor Mask(WanRequest request, long frames)
    {
        var noise = request.Noise;
        var given = new float[frames + FramesALatent - 1];
        Array.Fill(given, 1, 0, FramesALatent);
        given[^1] = request.LastPicture is null && frames > 1 ? 0 : 1;
        return Tensor.From(given, noise.Size(2), FramesALatent).Transpose(0, 1).Reshape(1, FramesALatent, noise.Size(2), 1, 1).To(noise.Device)
            .Expand(noise.Size(0), FramesALatent, noise.Size(2), noise.Size(3), noise.Size(4));
    }
}
