using System.Runtime.InteropServices;
using Atelier.Models.Formats.Pickle;
using Atelier.Torch.Safetensors;

namespace Atelier.Fuzzing.Targets;

/// <summary>Whole PyTorch files of both forms.</summary>
internal sealed class ArchiveTarget : FileTarget
{
    public override string Name => "archive";

    public override Type Refusal => typeof(PickleException);

    public override IReadOnlyList<byte[]> Seeds { get; } = Files("pickle", "*.pt");

    public static unsafe void Use(string path)
    {
        using var file = TorchFile.Open(path);
        foreach (var tensor in file.Tensors.Values)
        {
            var target = (byte*)NativeMemory.Alloc((nuint)Math.Max(1, tensor.Count * tensor.Storage.Type.Size()));
            file.CopyTo(tensor, target);
            NativeMemory.Free(target);
        }
    }

    protected override void ReadFile(string path) => Use(path);
}
