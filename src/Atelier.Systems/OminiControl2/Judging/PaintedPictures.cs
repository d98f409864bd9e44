using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Atelier.Imaging;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>Pictures of an evaluation that need not be painted twice. In a folder they outlast it, so that a stopped evaluation goes on where it was.</summary>
/// <param name="folder">Where they are kept; null keeps those without a condition, which several tasks share, in memory.</param>
/// <param name="model">What identifies the model that paints.</param>
internal sealed class PaintedPictures(string? folder, string model)
{
    private const int NameLength = 24;
    private readonly Dictionary<string, Picture> _floors = [];

    /// <summary>A kept picture, or one that is painted now.</summary>
    /// <param name="truth">The scene and the task.</param>
    /// <param name="adapter">What identifies the adapter.</param>
    /// <param name="strength">Of the condition.</param>
    /// <param name="rest">Seed, steps and whatever else changes it.</param>
    /// <param name="paint">Paints it.</param>
    public Picture Of(ControlTruth truth, string adapter, double strength, string rest, Func<Picture> paint)
    {
        var isFloor = strength == 0 && truth.Unknown is null;
        var name = Name(truth, isFloor ? "" : adapter, strength, rest, isFloor);
        if (folder is null)
        {
            if (!isFloor)
                return paint();
            if (!_floors.TryGetValue(name, out var floor))
                _floors.Add(name, floor = paint());
            return floor;
        }

        var path = Path.Combine(folder, $"{name}.png");
        if (File.Exists(path))
            return PictureFile.Load(path);
        Directory.CreateDirectory(folder);
        var picture = paint();
        PictureFile.Save(picture, path);
        return picture;
    }

    private string Name(ControlTruth truth, string adapter, double strength, string rest, bool isFloor)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] words = [model, isFloor ? "" : truth.Task.ToString(), adapter, strength.ToString(CultureInfo.InvariantCulture), rest, truth.Caption];
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', words)));
        if (!isFloor)
            hash.AppendData((truth.Unknown is null ? truth.Condition : truth.Picture).Pixels);
        if (truth.Unknown is { } unknown)
            hash.AppendData(unknown.Cells);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..NameLength];
    }
}
