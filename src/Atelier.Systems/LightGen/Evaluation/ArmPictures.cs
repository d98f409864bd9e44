using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Training.Runs;

namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>Pictures of an arm that is not judged to its end, so that a stopped evaluation does not paint them again.</summary>
internal sealed class ArmPictures
{
    private readonly string _folder;

    /// <summary>Opens the folder; pictures in it that were made in another way are removed.</summary>
    /// <param name="folder">Of this arm alone.</param>
    /// <param name="plan">How its pictures are made.</param>
    public ArmPictures(string folder, ArmScores plan)
    {
        _folder = folder;
        var (file, text) = (Path.Combine(folder, "plan.json"), JsonSerializer.Serialize(plan, ConfigReader.Options));
        if (File.Exists(file) && File.ReadAllText(file) == text)
            return;
        Remove();
        Directory.CreateDirectory(folder);
        File.WriteAllText(file, text);
    }

    /// <summary>The pictures of a text and some seeds: those that are kept, or else all of them painted.</summary>
    public IReadOnlyList<Picture> Paint(string text, IReadOnlyList<long> seeds, Func<IReadOnlyList<Picture>> paint)
    {
        var files = seeds.Select(seed => FileOf(text, seed)).ToArray();
        if (files.All(File.Exists))
            return [.. files.Select(f => PictureFile.Load(f))];
        var pictures = paint();
        foreach (var (picture, file) in pictures.Zip(files))
            PictureFile.Save(picture, file);
        return pictures;
    }

    /// <summary>Removes all of them.</summary>
    public void Remove()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private string FileOf(string text, long seed) =>
        Path.Combine(_folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}-{seed}.png");
}
