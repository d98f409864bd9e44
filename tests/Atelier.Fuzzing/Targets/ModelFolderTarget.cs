using Atelier.Systems.Pipelines;

namespace Atelier.Fuzzing.Targets;

/// <summary>The <c>model_index.json</c> of a model folder.</summary>
internal sealed class ModelFolderTarget : FuzzTarget
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"atelier-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}");

    public override string Name => "model-index";

    public override Type Refusal => typeof(RequestException);

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        """{"_class_name":"StableDiffusionPipeline","unet":["diffusers","UNet2DConditionModel"],"vae":["diffusers","AutoencoderKL"],"transformer":["diffusers","FluxTransformer2DModel"],"safety_checker":[null,null],"force_zeros_for_empty_prompt":true}"""u8.ToArray(),
        """{"_class_name":"FluxPipeline","transformer":["diffusers","FluxTransformer2DModel"],"vae":["atelier","mini/vae"],"atelier":{"steps":4,"guidance":1.5}}"""u8.ToArray(),
    ];

    public override byte[] Mutate(Random random, byte[] input, byte[] other) => JsonMutations.Mutate(random, input, other);

    public override void Read(byte[] input)
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(Path.Combine(_folder, "model_index.json"), input);
        try
        {
            var index = ModelIndex.Open(_folder);
            _ = (index.Class, index.Settings.ValueKind, index.Flag("force_zeros_for_empty_prompt", true));
            foreach (var (part, name) in new[] { ("unet", "UNet2DConditionModel"), ("transformer", "FluxTransformer2DModel"), ("vae", "AutoencoderKL") })
                index.FolderOf(part, name);
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
