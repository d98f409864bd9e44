using System.Text;
using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.T5;
using Atelier.Models.UNet;

namespace Atelier.Fuzzing.Targets;

/// <summary>The <c>config.json</c> of networks.</summary>
internal sealed class ConfigTarget : FuzzTarget
{
    public override string Name => "config";

    public override Type Refusal => typeof(ConfigException);

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[] { "unet/sdxl_three_block", "unet/lcm_guidance_embedding", "controlnet/global_pool_bgr", "flux_transformer/wide_input", "flux_autoencoder/tiny_latent16", "flux_autoencoder/flux_form", "t5/gated_gelu_mask", "clip_text/quick_gelu_modern_eos" }
            .Select(name => Files(Path.GetDirectoryName(name)!, Path.GetFileName(name) + ".json")).Where(files => files.Count > 0)
            .Select(files => Encoding.UTF8.GetBytes(JsonDocument.Parse(files[0]).RootElement.GetProperty("config").GetRawText())),
    ];

    public override byte[] Mutate(Random random, byte[] input, byte[] other) => JsonMutations.Mutate(random, input, other);

    public override void Read(byte[] input)
    {
        var json = JsonFile.ParseObject(input, "config");
        var refusals = new List<ConfigException>();
        Action[] readers =
        [
            () => ModelConfig.Read<UNetConfig>(json).Checked(), () => UNetConfig.Read(json).Checked(), () => ModelConfig.Read<ControlNetConfig>(json),
            () => ModelConfig.Read<FluxConfig>(json).Checked(), () => ModelConfig.Read<AutoencoderKLConfig>(json).Checked(),
            () => ModelConfig.Read<AutoencoderTinyConfig>(json).Checked(), () => ModelConfig.Read<T5Config>(json), () => ModelConfig.Read<ClipTextConfig>(json),
        ];
        foreach (var reader in readers)
        {
            try
            {
                reader();
            }
            catch (ConfigException refusal)
            {
                refusals.Add(refusal);
            }
        }

        if (refusals.Count == readers.Length)
            throw refusals[0];
    }
}
