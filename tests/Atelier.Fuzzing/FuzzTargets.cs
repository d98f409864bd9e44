using Atelier.Fuzzing.Targets;

namespace Atelier.Fuzzing;

/// <summary>All targets.</summary>
public static class FuzzTargets
{
    /// <summary>New instances; dispose of those that hold files.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new SafetensorsTarget(), new ShardIndexTarget(), new GgufTarget(), new PickleTarget(), new ArchiveTarget(),
        new UnigramTarget(), new TokenizerJsonTarget(), new VocabularyTarget(), new MergesTarget(), new TextTarget(),
        new AdapterTarget(), new ConfigTarget(), new SchedulerTarget(), new ModelFolderTarget(), new PictureTarget(), new GenerationTextTarget(),
    ];
}
