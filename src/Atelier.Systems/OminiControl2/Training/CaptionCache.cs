using System.Security.Cryptography;
using System.Text;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>
/// Captions as the network takes them. A large encoder encodes each one once, into files beside the encoded pictures, and is not in memory while steps are made;
/// a small one encodes them anew each time.
/// </summary>
internal sealed class CaptionCache
{
    private const int TellEvery = 512;
    private readonly IFluxPromptEncoder _encoder;
    private readonly ILargePromptEncoder? _large;
    private readonly string _folder = "";
    private readonly Action<string>? _tell;

    /// <summary>Opens the folder of a large encoder.</summary>
    /// <param name="encoder">Stays the caller's.</param>
    /// <param name="cache">Folder of the encoded pictures.</param>
    /// <param name="tell">Told how many captions are encoded; may be null.</param>
    public CaptionCache(IFluxPromptEncoder encoder, string cache, Action<string>? tell)
    {
        (_encoder, _large, _tell) = (encoder, encoder as ILargePromptEncoder, tell);
        if (_large is not null)
            _folder = Directory.CreateDirectory(Path.Combine(cache, $"captions-{_large.Identity[..16]}")).FullName;
    }

    /// <summary>Encodes what a large encoder has not encoded yet, which is opened once for all; a small one's captions are not looked at.</summary>
    public void Keep(IEnumerable<string> captions)
    {
        if (_large is null)
            return;
        string[] missing = [.. captions.Distinct(StringComparer.Ordinal).Where(c => !File.Exists(PathOf(c)))];
        if (missing.Length == 0)
            return;
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var done = 0;
        foreach (var prompt in _large.Each(missing))
        {
            Write(missing[done], prompt);
            if (done == 0)
                _tell?.Invoke($"encoding {missing.Length} captions into {_folder}: {new FileInfo(PathOf(missing[0])).Length / 1e6 * missing.Length:F0} MB");
            if (++done % TellEvery == 0)
                _tell?.Invoke($"encoded {done} of {missing.Length} captions");
        }
    }

    /// <summary>The captions, each as a batch of 1, in the caller's scope.</summary>
    public IReadOnlyList<FluxPrompt> Encode(IReadOnlyList<string> captions)
    {
        if (_large is null)
            return _encoder.Encode(captions);
        Keep(captions);
        return [.. captions.Select(Read)];
    }

    private void Write(string caption, FluxPrompt prompt)
    {
        using var tokens = prompt.Tokens;
        using var pooled = prompt.Pooled!;
        using var scope = Tensor.Scope();
        StateDict.Save(
            // The products that read the tokens are in this type on a GPU.
            [("tokens", tokens.To(Device.Cpu, ScalarType.BFloat16)), ("pooled", pooled.To(Device.Cpu))],
            PathOf(caption),
            metadata: new Dictionary<string, string> { ["caption"] = caption });
    }

    private FluxPrompt Read(string caption)
    {
        using var source = SafetensorsTensors.Open(PathOf(caption));
        return new(source.Read("tokens").Float(), null, source.Read("pooled"));
    }

    private string PathOf(string caption) => Path.Combine(_folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caption)))}.safetensors");
}
