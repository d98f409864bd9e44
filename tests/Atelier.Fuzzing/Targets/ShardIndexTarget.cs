using Atelier.Torch.Safetensors;

namespace Atelier.Fuzzing.Targets;

internal sealed class ShardIndexTarget : FuzzTarget
{
    private static readonly string Golden = Path.Combine(Testing.RepositoryRoot.Path, "tests", "goldens", "safetensors", "sharded");

    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-fuzz-").FullName;

    public ShardIndexTarget()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(_folder, recursive: true);
        foreach (var shard in Directory.GetFiles(Golden, "*.safetensors"))
            File.Copy(shard, Path.Combine(_folder, Path.GetFileName(shard)));
    }

    public override string Name => "index";

    public override Type Refusal => typeof(SafetensorsException);

    public override IReadOnlyList<byte[]> Seeds { get; } = Files("safetensors", "*.index.json");

    public override byte[] Mutate(Random random, byte[] input, byte[] other) => JsonMutations.Mutate(random, input, other);

    public override void Read(byte[] input)
    {
        var path = Path.Combine(_folder, "model.safetensors.index.json");
        File.WriteAllBytes(path, input);
        using var folder = SafetensorsFolder.Open(path);
        foreach (var name in folder.Names)
            _ = folder.FileOf(name).Bytes(name)[..0];
    }
}
