using System.IO.Compression;
using Atelier.Models.Formats.Pickle;

namespace Atelier.Fuzzing.Targets;

/// <summary>Pickles of archives, changed and packed again.</summary>
internal sealed class PickleTarget : FileTarget
{
    private readonly (string Name, byte[] Content)[] _storages;

    public PickleTarget()
    {
        var seeds = new List<byte[]>();
        foreach (var archive in Files("pickle", "*.pt").Where(file => file is [(byte)'P', (byte)'K', ..]))
        {
            using var zip = new ZipArchive(new MemoryStream(archive));
            seeds.Add(Content(zip.Entries.Single(entry => entry.Name == "data.pkl")));
        }

        using var full = ZipFile.OpenRead(Path.Combine(Testing.RepositoryRoot.Path, "tests", "goldens", "pickle", "zip.pt"));
        _storages = [.. full.Entries.Where(entry => entry.FullName.Contains("/data/", StringComparison.Ordinal)).Select(entry => ("x/data/" + entry.Name, Content(entry)))];
        Seeds = seeds;
    }

    public override string Name => "pickle";

    public override Type Refusal => typeof(PickleException);

    public override IReadOnlyList<byte[]> Seeds { get; }

    protected override void ReadFile(string path)
    {
        var pickle = File.ReadAllBytes(path);
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            foreach (var (name, content) in _storages.Prepend(("x/data.pkl", pickle)))
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(content);
            }
        }

        ArchiveTarget.Use(path);
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
