using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;
using Atelier.Imaging;

namespace Atelier.Diorama.Datasets;

/// <summary>What a dataset is made of.</summary>
public sealed record DatasetOptions
{
    /// <summary>Columns and rows, a multiple of 4, 16 to 2048.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Seed of the first scene, 0 or more; scene i has seed FirstSeed + i.</summary>
    public long FirstSeed { get; init; }

    /// <summary>Scenes in the whole dataset, at least 1.</summary>
    public required long Count { get; init; }

    /// <summary>Scenes per shard, 1 to 65536.</summary>
    public int ShardSize { get; init; } = 512;

    /// <summary>This process's part, 0 to <see cref="Parts"/> - 1: it renders every Parts-th shard.</summary>
    public int Part { get; init; }

    /// <summary>Processes that share the work.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Threads of this process; each renders scenes of its own.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>PNG or WebP, both lossless; WebP is a quarter smaller.</summary>
    public PictureFormat Format { get; init; } = PictureFormat.WebP;

    /// <summary>What scenes may be drawn.</summary>
    public SceneOptions Scenes { get; init; } = new();

    /// <summary>Words for the manifest about <see cref="Scenes"/>, since predicates cannot be written down.</summary>
    public string? Note { get; init; }

    /// <summary>Light paths per pixel.</summary>
    public int Samples { get; init; } = new RenderOptions().Samples;

    internal void Validate()
    {
        Require(Size is >= 16 and <= 2048 && Size % 4 == 0, nameof(Size), Size, "a multiple of 4 from 16 to 2048");
        Require(FirstSeed >= 0, nameof(FirstSeed), FirstSeed, "0 or more");
        Require(Count >= 1, nameof(Count), Count, "at least 1");
        Require(ShardSize is >= 1 and <= 65536, nameof(ShardSize), ShardSize, "1 to 65536");
        Require(Parts >= 1 && Part >= 0 && Part < Parts, nameof(Part), Part, $"0 to {Parts - 1}");
        Require(Threads >= 1, nameof(Threads), Threads, "at least 1");
        Require(Format is PictureFormat.Png or PictureFormat.WebP, nameof(Format), Format, "Png or WebP");
    }

    private static void Require(bool holds, string name, object value, string allowed)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {allowed}.");
    }
}
