using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Generation;

/// <summary>The words that say what a FLUX model is opened with: adapters, parts that its file lacks, tiles.</summary>
internal sealed class PartOptions
{
    private const int LeastTile = 16;

    private readonly Option<string[]> _lora = new("--lora") { Description = "Adapter file; may be given several times", HelpName = "FILE[:weight]" };
    private readonly Option<string?> _components = new("--components") { Description = "Folder with text encoders, tokenizers and autoencoder, for a model that is a single file", HelpName = "FOLDER" };
    private readonly Option<int?> _tile = Ranged.Optional("--tile", "Encode and decode in overlapping tiles of so many pixels, in less memory", LeastTile, 4096);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_lora, _components, _tile];

    /// <summary>Reads the words; what is left out is taken from a picture that is repeated.</summary>
    /// <exception cref="UsageException">A file is not there, or the repeated picture needs one that was not given.</exception>
    public GenerateExtras Read(ParseResult parsed, PictureParameters? repeated)
    {
        var loras = (parsed.GetValue(_lora) ?? []).Select(text => WeightedFile.Parse(_lora.Name, text, kind: false, -WeightedFile.MaxWeight, WeightedFile.MaxWeight)).ToArray();
        // A picture file names adapters but does not hold them.
        if (repeated?.Loras is { Count: > 0 } known && loras.Length == 0)
            throw new UsageException($"The picture was made with {string.Join(", ", known)}; give these files again with --lora.");
        return new() { Loras = loras, Components = parsed.GetValue(_components), Tile = parsed.GetValue(_tile) ?? repeated?.Tile };
    }
}
