using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Diorama.Rendering;

namespace Atelier.Cli.Worlds;

/// <summary>Options that all commands of the synthetic world share.</summary>
internal sealed class WorldOptions
{
    private const long MaxSeed = (1L << 53) - 1;

    public Option<long> Seed { get; } = Ranged.Of("--seed", "Seed of the first scene; scene k has seed N + k", 0, MaxSeed, 0L);

    public Option<int> Size { get; } = Ranged.Of("--size", "Columns and rows, a multiple of 4", 16, 2048, 128);

    public Option<int> Samples { get; } = Ranged.Of("--samples", "Light paths per pixel", 1, 1 << 20, new RenderOptions().Samples);

    public Option<int?> Threads { get; } = Ranged.Optional("--threads", "Threads [default: all]", 1, 1024);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Seed, Size, Samples, Threads })
            command.Add(option);
    }

    /// <summary>How to render.</summary>
    /// <exception cref="UsageException">The size is no multiple of 4.</exception>
    public RenderOptions Read(ParseResult parsed)
    {
        var size = parsed.GetValue(Size);
        if (size % 4 != 0)
            throw new UsageException($"--size is a multiple of 4; {size} was given.");
        return new()
        {
            Width = size,
            Height = size,
            Samples = parsed.GetValue(Samples),
            Threads = parsed.GetValue(Threads) ?? Environment.ProcessorCount,
        };
    }
}
